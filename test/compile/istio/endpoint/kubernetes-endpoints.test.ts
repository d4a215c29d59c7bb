import { describe, expect, test } from 'vitest'
import type { Pod } from '../../../../src/dataplane/pod.ts'
import { callerOf, endpointsOf } from '../cluster/clusters-of.ts'
import { deployment, documents, istio, meshOf, service } from '../mesh-of.ts'

const DB = 'outbound|80||db.default.svc.cluster.local'

const sent = (cluster: string, ...parts: readonly string[]) =>
  endpointsOf(callerOf(meshOf(documents(deployment('client'), ...parts)), 'default/client'), cluster)

const workloadEntry = (name: string, spec: object, namespace = 'default') =>
  istio('WorkloadEntry', name, namespace, spec)

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
