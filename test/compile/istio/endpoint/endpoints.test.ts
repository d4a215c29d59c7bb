import { describe, expect, test } from 'vitest'
import { healthOf } from '../../../../src/compile/istio/endpoint/pod-endpoint.ts'
import type { Pod } from '../../../../src/dataplane/pod.ts'
import { callerOf, endpointsOf } from '../cluster/clusters-of.ts'
import { deployment, documents, istio, meshOf, service } from '../mesh-of.ts'

const DB = 'outbound|80||db.default.svc.cluster.local'
const FAR = 'outbound|80||far.internal'

const sent = (cluster: string, ...parts: readonly string[]) =>
  endpointsOf(callerOf(meshOf(documents(deployment('client'), ...parts)), 'default/client'), cluster)

const workloadEntry = (name: string, spec: object, namespace = 'default') =>
  istio('WorkloadEntry', name, namespace, spec)

describe('health by the conditions of a slice', () => {
  const state = (ready: boolean, serving: boolean, terminating: boolean) => ({ ready, serving, terminating })
  test.each([
    [state(true, true, false), false, 'HEALTHY'],
    [state(true, true, true), false, 'HEALTHY'],
    [state(false, false, false), false, 'UNHEALTHY'],
    [state(false, true, true), false, 'TERMINATING'],
    [state(false, true, true), true, 'DRAINING'],
    [state(false, false, true), true, 'TERMINATING'],
    [state(false, true, false), true, 'UNHEALTHY'],
  ])('%j, keeping sessions %s: %s', (conditions, keepsSessions, health) => {
    expect(healthOf(conditions, keepsSessions)).toBe(health)
  })
})

describe('a Service with a selector', () => {
  const leaving = (pod: Pod): Pod => (pod.workload === 'db' ? { ...pod, ready: false, terminating: true } : pod)
  const sentAfter = (spec: object, labels: object, change: (pod: Pod) => Pod) => {
    const db = service('db', 'default', spec).replace('"name":"db"', `"name":"db","labels":${JSON.stringify(labels)}`)
    const caller = callerOf(meshOf(documents(deployment('client'), db, deployment('db'))), 'default/client')
    return endpointsOf({ clusters: caller.over(change), proxy: caller.proxy }, DB)
  }

  test('with persistent sessions keeps what still serves as draining', () => {
    expect(sentAfter({}, { 'istio.io/persistent-session': 'cookie' }, leaving)).toEqual(['10.1.0.3:80 0 DRAINING mtls'])
    expect(sentAfter({}, {}, leaving)).toEqual([])
  })

  test('that publishes unready addresses has only healthy ones', () => {
    expect(sentAfter({ publishNotReadyAddresses: true }, {}, leaving)).toEqual(['10.1.0.3:80 0 HEALTHY mtls'])
  })

  test('a named target port is that of each pod; pods without it are no endpoints', () => {
    const named = (name: string, port: number) =>
      deployment(name, { labels: { app: 'db' } }).replace(
        '"image":"example/app:1"',
        `"image":"example/app:1","ports":[{"name":"sql","containerPort":${port}}]`,
      )
    const ports = [{ name: 'http', port: 80, targetPort: 'sql' }]
    const db = service('db', 'default', { ports })
    const bare = deployment('bare', { labels: { app: 'db' } })
    expect(sent(DB, db, named('a', 5432), bare, named('b', 5433))).toEqual([
      '10.1.0.3:5432 0 HEALTHY mtls',
      '10.1.0.5:5433 0 HEALTHY mtls',
    ])
  })

  test('selects pods of its own namespace that carry all labels', () => {
    const db = service('db', 'default', { selector: { app: 'db', tier: 'hot' } })
    const hot = { app: 'db', tier: 'hot' }
    const parts = [
      db,
      deployment('cold', { labels: { app: 'db' } }),
      deployment('hot', { labels: hot }),
      deployment('elsewhere', { labels: hot, namespace: 'x' }),
    ]
    expect(sent(DB, ...parts)).toEqual(['10.1.0.4:80 0 HEALTHY mtls'])
  })

  test('also selects WorkloadEntries, by their port name, else the target port', () => {
    const ports = [{ name: 'http', port: 80, targetPort: 8080 }]
    const labels = { app: 'db' }
    const parts = [
      service('db', 'default', { ports }),
      workloadEntry('vm1', { address: '192.0.2.1', labels, ports: { http: 9000 }, serviceAccount: 'keeper' }),
      workloadEntry('vm2', { address: '192.0.2.2', labels }),
      workloadEntry('vm3', { address: '192.0.2.3', labels: { app: 'other' } }),
      workloadEntry('vm4', { address: 'vm4.example', labels }),
      workloadEntry('vm5', { address: '192.0.2.5', labels }, 'x'),
    ]
    expect(sent(DB, ...parts)).toEqual(['192.0.2.1:9000 0 HEALTHY mtls', '192.0.2.2:8080 0 HEALTHY'])
  })
})

describe('EndpointSlices of the files', () => {
  const slice = (name: string, endpoints: readonly object[], labels: object = {}) =>
    JSON.stringify({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': 'db', ...labels } },
      addressType: 'IPv4',
      endpoints,
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    })
  const db = service('db', 'default', { selector: undefined })

  test('are the endpoints of a Service without selector; not ready counts as terminating unless denied', () => {
    const endpoints = [
      { addresses: ['192.0.2.1'] },
      { addresses: ['192.0.2.2'], conditions: { ready: false } },
      { addresses: ['192.0.2.3'], conditions: { ready: false, terminating: false } },
    ]
    expect(sent(DB, db, slice('a', endpoints))).toEqual(['192.0.2.1:8080 0 HEALTHY', '192.0.2.3:8080 0 UNHEALTHY'])
  })

  test('may name pods: those that exist are endpoints with all that the pod has', () => {
    const target = (name: string) => ({ kind: 'Pod', name, namespace: 'default' })
    const endpoints = [
      { addresses: ['10.1.0.3'], targetRef: target('pg-0') },
      { addresses: ['10.1.0.99'], targetRef: target('gone-0') },
    ]
    expect(sent(DB, db, deployment('pg'), slice('a', endpoints))).toEqual(['10.1.0.3:8080 0 HEALTHY mtls'])
  })

  test('that Kubernetes wrote for a selector give way to the pods of the files', () => {
    const generated = slice('a', [{ addresses: ['192.0.2.1'] }], {
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    })
    expect(sent(DB, service('db'), deployment('db'), generated)).toEqual(['10.1.0.3:80 0 HEALTHY mtls'])
  })
})

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

  test('select WorkloadEntries and ready pods of their namespace', () => {
    const workloadSelector = { labels: { app: 'db' } }
    const vm = workloadEntry('vm', { address: '192.0.2.1', labels: { app: 'db' } })
    expect(sent(FAR, entry({ workloadSelector }), vm, deployment('db', { replicas: 2 }))).toEqual([
      '192.0.2.1:8080 0 HEALTHY',
      '10.1.0.3:8080 0 HEALTHY mtls',
      '10.1.0.4:8080 0 HEALTHY mtls',
    ])
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
