import { describe, expect, test } from 'vitest'
import { deployment, documents, istio, meshOf, service } from '../mesh-of.ts'
import { callerOf } from './clusters-of.ts'

const WEB = 'outbound|80||web.default.svc.cluster.local'

const V1 = 'outbound|80|v1|web.default.svc.cluster.local'

const V9 = 'outbound|80|v9|web.default.svc.cluster.local'

const rule = (spec: object) => istio('DestinationRule', 'web', 'default', { host: 'web', ...spec })

const versions = (...names: readonly string[]) => names.map(name => ({ name, labels: { version: name } }))

const BASE = [
  deployment('client'),
  service('web'),
  deployment('web-v1', { labels: { app: 'web', version: 'v1' } }),
  deployment('web-v2', { labels: { app: 'web', version: 'v2' }, replicas: 2 }),
]

const caller = (...more: readonly string[]) => callerOf(meshOf(documents(...BASE, ...more)), 'default/client')

describe('which clusters there are', () => {
  test('one per port and one per subset of it, then the fixed ones', () => {
    const { clusters } = caller(rule({ subsets: versions('v1') }))
    expect(clusters.names()).toEqual([WEB, V1, 'BlackHoleCluster', 'PassthroughCluster'])
    for (const name of clusters.names()) expect(clusters.cluster(name)?.name).toBe(name)
  })

  test('a subset without pods is an empty cluster, one that no rule knows is none', () => {
    const { clusters, proxy } = caller(rule({ subsets: versions('v9') }))
    expect(clusters.loadAssignment(V9, proxy)).toEqual({ cluster: V9, localities: [] })
    expect(clusters.cluster(V1)).toBeUndefined()
    expect(clusters.loadAssignment(V1, proxy)).toBeUndefined()
  })

  test.each([
    'outbound|81||web.default.svc.cluster.local',
    'outbound|80||other.default.svc.cluster.local',
    'inbound|80||',
    'web',
    '',
  ])('no cluster %j', name => {
    expect(caller().clusters.cluster(name)).toBeUndefined()
  })

  test('a gateway has no PassthroughCluster', () => {
    const { clusters } = callerOf(meshOf(documents(...BASE)), 'default/client', 'gateway')
    expect(clusters.cluster('PassthroughCluster')).toBeUndefined()
    expect(clusters.cluster('BlackHoleCluster')).toMatchObject({ type: 'STATIC', balancer: { kind: 'ROUND_ROBIN' } })
  })

  test('an ExternalName Service has none', () => {
    const alias = service('alias', 'default', { type: 'ExternalName', externalName: 'web.default.svc.cluster.local' })
    expect(caller(alias).clusters.names()).not.toContain('outbound|80||alias.default.svc.cluster.local')
  })

  test('the origin is the rule that shaped it, else the Service', () => {
    expect(caller().clusters.cluster(WEB)?.origin.resource).toBe('Service/default/web')
    const shaped = caller(rule({ subsets: versions('v1') })).clusters
    expect(shaped.cluster(WEB)?.origin.resource).toBe('DestinationRule/default/web')
    expect(shaped.cluster(V1)?.origin.why).toContain('subset v1')
  })
})
