import { describe, expect, test } from 'vitest'
import { callerOf, endpointsOf } from '../cluster/clusters-of.ts'
import { deployment, documents, istio, meshOf } from '../mesh-of.ts'

const FAR = 'outbound|80||far.internal'

const sent = (cluster: string, ...parts: readonly string[]) =>
  endpointsOf(callerOf(meshOf(documents(deployment('client'), ...parts)), 'default/client'), cluster)

const workloadEntry = (name: string, spec: object, namespace = 'default') =>
  istio('WorkloadEntry', name, namespace, spec)

describe('ServiceEntries', () => {
  const entry = (spec: object, name = 'far') =>
    istio('ServiceEntry', name, 'default', {
      hosts: ['far.internal'],
      location: 'MESH_INTERNAL',
      ports: [{ number: 80, name: 'http', protocol: 'HTTP', targetPort: 8080 }],
      resolution: 'STATIC',
      ...spec,
    })

  test('list endpoints with ports and weights of their own', () => {
    const endpoints = [
      { address: '192.0.2.1', ports: { http: 7000 }, weight: 3 },
      { address: '192.0.2.2', weight: 0 },
    ]
    const caller = callerOf(meshOf(documents(deployment('client'), entry({ endpoints }))), 'default/client')
    expect(endpointsOf(caller, FAR)).toEqual(['192.0.2.1:7000 0 HEALTHY', '192.0.2.2:8080 0 HEALTHY'])
    const [locality] = caller.clusters.loadAssignment(FAR, caller.proxy)?.localities ?? []
    expect(locality.endpoints.map(({ weight }) => weight)).toEqual([3, 1])
    expect(locality.weight).toBe(4)
  })

  test('name a host twice and mean it once', () => {
    const twice = { hosts: ['far.internal', 'far.internal'], endpoints: [{ address: '192.0.2.1' }] }
    expect(sent(FAR, entry(twice))).toEqual(['192.0.2.1:8080 0 HEALTHY'])
  })

  test('select everything in their namespace where the selector names no label', () => {
    const vm = workloadEntry('vm', { address: '192.0.2.1' })
    const parts = [vm, deployment('db'), deployment('far', { namespace: 'other' })]
    expect(sent(FAR, entry({ workloadSelector: { labels: {} } }), ...parts)).toEqual([
      '192.0.2.1:8080 0 HEALTHY',
      '10.1.0.2:8080 0 HEALTHY mtls',
      '10.1.0.3:8080 0 HEALTHY mtls',
    ])
  })

  test('select WorkloadEntries and ready pods of their namespace', () => {
    const workloadSelector = { labels: { app: 'db' } }
    const vm = workloadEntry('vm', { address: '192.0.2.1', labels: { app: 'db' } })
    expect(sent(FAR, entry({ workloadSelector }), vm, deployment('db', { replicas: 2 }))).toEqual([
      '192.0.2.1:8080 0 HEALTHY',
      '10.1.0.3:8080 0 HEALTHY mtls',
      '10.1.0.4:8080 0 HEALTHY mtls',
    ])
  })

  test('labels of the metadata of a WorkloadEntry count too, and win over those of its spec', () => {
    const workloadSelector = { labels: { app: 'db', tier: 'back' } }
    const spec = { address: '192.0.2.1', labels: { app: 'db', tier: 'front' } }
    const vm = (labels: object) => istio('WorkloadEntry', 'vm', 'default', spec, { labels })
    expect(sent(FAR, entry({ workloadSelector }), vm({}))).toEqual([])
    expect(sent(FAR, entry({ workloadSelector }), vm({ tier: 'back' }))).toEqual(['192.0.2.1:8080 0 HEALTHY'])
  })

  test('of one host in one namespace pool their endpoints', () => {
    const one = entry({ endpoints: [{ address: '192.0.2.1' }] }, 'a')
    const two = entry({ endpoints: [{ address: '192.0.2.2' }] }, 'b')
    expect(sent(FAR, one, two)).toEqual(['192.0.2.1:8080 0 HEALTHY', '192.0.2.2:8080 0 HEALTHY'])
  })

  test('a place of their own, by field before label; spelled differently it is another group', () => {
    const endpoints = [
      { address: '192.0.2.1', locality: 'eu/a', labels: { 'istio-locality': 'us.b' } },
      { address: '192.0.2.2', labels: { 'istio-locality': 'us.b' } },
      { address: '192.0.2.3', locality: 'eu/a/' },
    ]
    const caller = callerOf(meshOf(documents(deployment('client'), entry({ endpoints }))), 'default/client')
    expect(endpointsOf(caller, FAR)).toEqual([
      'eu/a 192.0.2.1:8080 0 HEALTHY',
      'eu/a 192.0.2.3:8080 0 HEALTHY',
      'us/b 192.0.2.2:8080 0 HEALTHY',
    ])
    expect(caller.clusters.loadAssignment(FAR, caller.proxy)?.localities).toHaveLength(3)
  })
})
