import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A Service with one workload of two pods. */
export const MESH = `
apiVersion: v1
kind: Service
metadata: { name: front }
spec:
  selector: { app: front }
  ports: [{ name: http, port: 8080 }]
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: front-v1 }
spec:
  replicas: 2
  selector: { matchLabels: { app: front } }
  template:
    metadata: { labels: { app: front, version: v1 } }
    spec: { containers: [{ name: app, image: example/front }] }
`

const SCENARIO = `
kind: Scenario
name: one front
duration: 5s
mesh: { files: [mesh.yaml] }
traffic: { users: { to: "http://front:8080/", rate: 50/s } }
assert:
  requests{source=users}: [rate > 1/s]
`

/** A new working directory with a mesh of one service and scenarios of it: good, failing, long and mistaken ones. */
export function frontFolder(): string {
  const cwd = mkdtempSync(join(tmpdir(), 'meshsim-cli-'))
  mkdirSync(join(cwd, 'front'))
  const write = (name: string, text: string) => writeFileSync(join(cwd, 'front', name), text)
  write('mesh.yaml', MESH)
  write('scenario.yaml', SCENARIO)
  write('failing.yaml', SCENARIO.replace('rate > 1/s', 'rate > 1000/s'))
  write('long.yaml', SCENARIO.replace('5s', '100h'))
  write('unknown.yaml', SCENARIO.replace('rate: 50/s', 'rate: 50/s, from: bakc-v1'))
  write('broken.yaml', SCENARIO.replace('duration: 5s', 'duration: 5'))
  return cwd
}
