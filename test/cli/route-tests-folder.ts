import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { MESH } from './front.ts'

/** Two rules for the front: old paths are refused, the rest goes there. */
export const RULES = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: front }
spec:
  hosts: [front]
  http:
    - match: [{ uri: { prefix: /old } }]
      directResponse: { status: 410 }
    - route: [{ destination: { host: front } }]
`

/** A passing file of two tests that names its mesh. */
export const SUITE = `kind: RouteTests
mesh: { files: mesh/ }
tests:
  - name: the front takes what is new
    from: { workload: front-v1 }
    request: { host: front, path: [/, /new] }
    expect: { to: front, port: 8080 }
  - name: old paths are gone
    from: { workload: front-v1 }
    request: { host: front, path: /old/1 }
    expect: { status: 410 }
`

/** A new folder with these files beside `mesh/`; gives its path. */
export function testFolder(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-test-'))
  const all = { 'mesh/apps.yaml': MESH, 'mesh/rules.yaml': RULES, ...files }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}
