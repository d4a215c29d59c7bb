import { describe, expect, it } from 'vitest'
import { readScenario } from '../../src/config/scenario/read.ts'
import type { Scenario } from '../../src/config/scenario/scenario.ts'
import { recordedRequest } from '../../src/experiment/recorded-request.ts'
import { simulate } from '../../src/experiment/simulate.ts'
import type { AttemptRecord } from '../../src/measure/attempt-record.ts'

const workload = (name: string, app: string, version: string) => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: 1
  selector: { matchLabels: { app: ${app}, version: ${version} } }
  template:
    metadata: { labels: { app: ${app}, version: ${version} } }
    spec: { containers: [{ name: app, image: example/app }] }
`
const service = (name: string) => `---
apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
`
const routes = (tester: string, others: string) => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart }
spec:
  hosts: [cart]
  http:
    - match: [{ headers: { x-tester: { exact: "yes" } } }]
      route: [{ destination: { host: cart, subset: ${tester} } }]
    - route: [{ destination: { host: cart, subset: ${others} } }]
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart }
spec:
  host: cart
  subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]
`
const MESH =
  service('cart') +
  service('stock') +
  workload('cart-v1', 'cart', 'v1') +
  workload('cart-v2', 'cart', 'v2') +
  workload('stock', 'stock', 'v1') +
  workload('web', 'web', 'v1') +
  routes('v2', 'v1')

const SCENARIO = `
kind: Scenario
seed: 7
duration: 4s
mesh: { files: [mesh.yaml] }
workloads:
  cart-*: { time: 1ms, forward-headers: [x-tester], calls: [stock/items] }
  stock: { time: 1ms }
traffic:
  users: { to: "http://cart/", from: web, rate: 50/s, headers: { x-tester: { "yes": 30, absent: 70 }, x-load: { a: 1, b: 1 } } }
timeline:
  - { at: 2s, apply: swapped.yaml }
`

function scenarioOf(): Scenario {
  const texts: Readonly<Record<string, string>> = { 'mesh.yaml': MESH, 'swapped.yaml': routes('v1', 'v2') }
  const manifests = (path: string) => ({ files: [{ path, text: texts[path] }], diagnostics: [] })
  const { scenario, diagnostics } = readScenario(SCENARIO, 'scenario.yaml', {
    id: 'cart',
    files: { manifests, text: () => ({ fault: '' }) },
  })
  expect(diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  if (!scenario) throw new Error('no scenario')
  return scenario
}

describe('a request of a run, drawn again', () => {
  it('is the one that was sent: the version that answered is the one its headers ask for', async () => {
    const scenario = scenarioOf()
    const records: AttemptRecord[] = []
    await simulate(scenario, { onRecord: record => void records.push(record) })
    const first = records.filter(({ hop, startNs }) => hop === 0 && startNs < 2e9)
    expect(first.length).toBeGreaterThan(50)
    const answered = first.map(({ request, workload }) => [request, workload])
    const drawn = first.map(({ request, startNs }) => {
      const found = recordedRequest(scenario, { source: 'users', number: request, atNs: startNs })
      const isTester = found?.request.headers.get('x-tester')?.[0] === 'yes'
      return [request, isTester ? 'default/cart-v2' : 'default/cart-v1']
    })
    expect(drawn).toEqual(answered)
    expect(new Set(drawn.map(([, workload]) => workload)).size).toBe(2)
  })

  it('meets the mesh as the timeline had made it', () => {
    const scenario = scenarioOf()
    const clusterAt = (atNs: number) => {
      const found = recordedRequest(scenario, { source: 'users', number: 0, atNs })
      const resources = found?.standing.mesh.resources.filter(
        ({ name, kind }) => name === 'cart' && kind === 'VirtualService',
      )
      return JSON.stringify(resources?.[0].body.spec).match(/subset":"(v\d)/)?.[1]
    }
    expect([clusterAt(1e9), clusterAt(3e9)]).toEqual(['v2', 'v1'])
  })

  it('knows the calls of a workload, and which headers they carry', () => {
    const found = recordedRequest(scenarioOf(), { source: 'users', number: 0, atNs: 0 })
    const served = {
      ...found?.request,
      headers: new Map([
        ['x-tester', ['yes']],
        ['x-load', ['a']],
      ]),
    }
    const call = found?.callOf('default/cart-v1', 0, { ...found.request, ...served })
    expect(call).toMatchObject({
      target: { host: 'stock', port: 80 },
      request: { method: 'GET', authority: 'stock', path: '/items', headers: new Map([['x-tester', ['yes']]]) },
    })
    expect(found?.callOf('default/cart-v1', 1, found.request)).toBeUndefined()
  })

  it('is nothing where the scenario has no such source', () => {
    expect(recordedRequest(scenarioOf(), { source: 'nobody', number: 0, atNs: 0 })).toBeUndefined()
  })
})
