import { describe, expect, it } from 'vitest'
import { deployment, documents, istio } from '../compile/istio/mesh-of.ts'
import { observe } from './records-of.ts'
import { database } from './tcp-meshes.ts'

const PODS = 5
const TABLES = [{ ringHash: { minimumRingSize: 1024 } }, { maglev: { tableSize: 65_537 } }]

/** Which pods each of these callers reached, over ten connections of each. */
async function reached(mesh: string, callers: readonly string[], to = 'http://db:5432/, tcp: { duration: 1ms }') {
  const sources = callers.map(name => `  ${name}: { to: ${to}, from: ${name}, rate: 10/s, arrivals: even }`)
  const scenario = `\nduration: 1s\nworkloads: {}\ntraffic:\n${sources.join('\n')}\n`
  const { records } = await observe({ mesh, scenario })
  return callers.map(name => [...new Set(records.filter(({ source }) => source === name).map(({ pod }) => pod))])
}

const balanced = (consistentHash: object, more: object = {}) =>
  istio('DestinationRule', 'db', 'default', {
    host: 'db',
    trafficPolicy: { loadBalancer: { consistentHash } },
    ...more,
  })

const callers = Array.from({ length: 8 }, (_, i) => `caller-${i}`)
const meshOf = (rule: string) => documents(database(PODS, rule), ...callers.map(name => deployment(name)))

describe('TCP connections hashed by source address', () => {
  it.each(TABLES)('each pod keeps to one server, and pods differ: %j', async table => {
    const pods = await reached(meshOf(balanced({ ...table, useSourceIp: true })), callers)
    expect(pods.every(each => each.length === 1)).toBe(true)
    // Eight addresses on five pods: all on one has a chance of 5^-7.
    expect(new Set(pods.flat()).size).toBeGreaterThan(1)
  })

  it('another key is nothing to a TCP proxy: the balancer picks by chance', async () => {
    const [pods] = await reached(meshOf(balanced({ httpHeaderName: 'x-user' })), ['caller-0'])
    // One pod for ten connections has a chance of 5^-9.
    expect(pods.length).toBeGreaterThan(1)
  })

  it('the load balancer of a subset decides where the route leads there alone', async () => {
    const subsets = [{ name: 'all', labels: { app: 'db' }, trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }]
    const route = [{ destination: { host: 'db', subset: 'all' } }]
    const toSubset = istio('VirtualService', 'db', 'default', { hosts: ['db'], tcp: [{ route }] })
    const [pods] = await reached(meshOf(documents(balanced({ useSourceIp: true }, { subsets }), toSubset)), [
      'caller-0',
    ])
    expect(pods.length).toBeGreaterThan(1)
  })
})

it('requests of a sidecar are hashed by the address of its pod', async () => {
  const web = documents(
    deployment('web', { replicas: PODS }),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', namespace: 'default' },
      spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] },
    }),
    istio('DestinationRule', 'web', 'default', {
      host: 'web',
      trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true } } },
    }),
    ...callers.map(name => deployment(name)),
  )
  const pods = await reached(web, callers, 'http://web/')
  expect(pods.every(each => each.length === 1)).toBe(true)
  expect(new Set(pods.flat()).size).toBeGreaterThan(1)
})

describe('pods of one workload', () => {
  const web = istio('DestinationRule', 'web', 'default', {
    host: 'web',
    trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true } } },
  })
  const httpService = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'default' },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80 }] },
  })
  const overHttp = documents(deployment('web', { replicas: PODS }), httpService, web)
  const overTcp = database(PODS, balanced({ useSourceIp: true }))

  it.each([
    ['HTTP', overHttp, 'http://web/'],
    ['TCP', overTcp, 'http://db:5432/, tcp: { duration: 1ms }'],
  ])('are hashed by an address each, over %s', async (_, servers, to) => {
    const mesh = documents(servers, deployment('caller', { replicas: 8 }))
    const scenario = `
duration: 10s
workloads: {}
traffic:
  requests: { to: ${to}, from: caller, rate: 20/s, arrivals: even }
`
    const { records } = await observe({ mesh, scenario })
    const byCaller = new Map<string, Set<string>>()
    for (const { proxy, pod } of records) byCaller.set(proxy, (byCaller.get(proxy) ?? new Set()).add(pod))
    expect([...byCaller.values()].every(pods => pods.size === 1)).toBe(true)
    // Eight addresses on five pods: all on one has a chance of 5^-7.
    expect(new Set([...byCaller.values()].flatMap(pods => [...pods])).size).toBeGreaterThan(1)
  })
})
