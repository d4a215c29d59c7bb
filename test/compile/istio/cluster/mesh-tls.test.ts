import { describe, expect, test } from 'vitest'
import { deployment, documents, istio, meshOf, service } from '../mesh-of.ts'
import { callerOf, endpointsOf } from './clusters-of.ts'

const WEB = 'outbound|80||web.default.svc.cluster.local'

const V1 = 'outbound|80|v1|web.default.svc.cluster.local'

const rule = (spec: object) => istio('DestinationRule', 'web', 'default', { host: 'web', ...spec })

const versions = (...names: readonly string[]) => names.map(name => ({ name, labels: { version: name } }))

const BASE = [
  deployment('client'),
  service('web'),
  deployment('web-v1', { labels: { app: 'web', version: 'v1' } }),
  deployment('web-v2', { labels: { app: 'web', version: 'v2' }, replicas: 2 }),
]

const caller = (...more: readonly string[]) => callerOf(meshOf(documents(...BASE, ...more)), 'default/client')

describe('mesh TLS', () => {
  const peer = (namespace: string, spec: object) => istio('PeerAuthentication', 'p', namespace, spec)
  const tls = (...more: readonly string[]) => {
    const found = caller(...more)
    return [found.clusters.cluster(WEB)?.tls, endpointsOf(found, V1)] as const
  }
  const subsets = rule({ subsets: versions('v1') })

  test('by itself, per endpoint', () => {
    expect(tls(subsets)).toEqual([{ mode: 'auto' }, ['10.1.0.3:80 0 HEALTHY mtls']])
  })

  test('not in a namespace that disables it', () => {
    expect(tls(subsets, peer('default', { mtls: { mode: 'DISABLE' } }))[0]).toEqual({ mode: 'none' })
    expect(tls(subsets, peer('istio-system', { mtls: { mode: 'DISABLE' } }))[0]).toEqual({ mode: 'none' })
  })

  test('not to a workload or port that disables it', () => {
    const selector = { matchLabels: { app: 'web' } }
    expect(tls(subsets, peer('default', { selector, mtls: { mode: 'DISABLE' } }))).toEqual([
      { mode: 'auto' },
      ['10.1.0.3:80 0 HEALTHY'],
    ])
    const portLevel = { selector, mtls: { mode: 'STRICT' }, portLevelMtls: { 80: { mode: 'DISABLE' } } }
    expect(tls(subsets, peer('default', portLevel))[1]).toEqual(['10.1.0.3:80 0 HEALTHY'])
  })

  // Recorded case 144.
  test('port settings without tls leave the choice to each endpoint, where the rule as a whole still counts', () => {
    const portLevelSettings = [{ port: { number: 80 }, loadBalancer: { simple: 'RANDOM' } }]
    const policy = rule({ trafficPolicy: { tls: { mode: 'DISABLE' }, portLevelSettings } })
    const found = caller(policy)
    expect(found.clusters.cluster(WEB)?.tls).toEqual({ mode: 'auto' })
    expect(endpointsOf(found, WEB)).toEqual(['10.1.0.3:80 0 HEALTHY', '10.1.0.4:80 0 HEALTHY', '10.1.0.5:80 0 HEALTHY'])
  })

  test('a DestinationRule that says SIMPLE means it', () => {
    const simple = rule({ trafficPolicy: { tls: { mode: 'SIMPLE', sni: 'x.example' } } })
    expect(tls(simple)[0]).toEqual({ mode: 'tls', sni: 'x.example', clientCertificate: false })
  })

  test('a headless service: to all or to none', () => {
    const HEADLESS = 'outbound|80||db.default.svc.cluster.local'
    const db = [service('db', 'default', { clusterIP: 'None' }), deployment('db')]
    expect(caller(...db).clusters.cluster(HEADLESS)?.tls).toEqual({
      mode: 'mesh',
      sni: 'outbound_.80_._.db.default.svc.cluster.local',
    })
    const bare = deployment('db-bare', { labels: { app: 'db', 'sidecar.istio.io/inject': 'false' } })
    expect(caller(...db, bare).clusters.cluster(HEADLESS)?.tls).toEqual({ mode: 'none' })
  })
})
