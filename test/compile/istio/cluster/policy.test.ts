import { describe, expect, test } from 'vitest'
import type { Pod } from '../../../../src/dataplane/pod.ts'
import { deployment, documents, istio, meshOf, node, service } from '../mesh-of.ts'
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

describe('readiness', () => {
  const unready = (pod: Pod): Pod => (pod.name === 'web-v2-0' ? { ...pod, ready: false } : pod)
  const health = (istioVersion: '1.30' | '1.32', trafficPolicy: object) => {
    const mesh = meshOf(documents(...BASE, rule({ trafficPolicy })), { istio: istioVersion })
    const before = callerOf(mesh, 'default/client')
    const clusters = before.over(unready)
    return { sent: endpointsOf({ clusters, proxy: before.proxy }, WEB), panic: clusters.cluster(WEB)?.panicThreshold }
  }
  const NO_OUTLIER = { loadBalancer: { simple: 'RANDOM' } }
  const READY = ['10.1.0.3:80 0 HEALTHY mtls', '10.1.0.5:80 0 HEALTHY mtls']
  const ALL = [READY[0], '10.1.0.4:80 0 UNHEALTHY mtls', READY[1]]

  test('since 1.31 unready pods are sent as unhealthy and panic is off', () => {
    expect(health('1.32', NO_OUTLIER)).toEqual({ sent: ALL, panic: 0 })
    expect(health('1.32', { outlierDetection: {} })).toEqual({ sent: ALL, panic: 0 })
  })

  test('minHealthPercent leaves them out and is the panic threshold', () => {
    expect(health('1.32', { outlierDetection: { minHealthPercent: 40 } })).toEqual({ sent: READY, panic: 40 })
  })

  test('before 1.31 they were left out, with Envoy’s panic threshold unless outlier detection set it', () => {
    expect(health('1.30', NO_OUTLIER)).toEqual({ sent: READY, panic: 50 })
    expect(health('1.30', { outlierDetection: {} })).toEqual({ sent: READY, panic: 0 })
  })

  test('terminating pods are not sent', () => {
    const before = caller()
    const clusters = before.over(pod => (pod.name === 'web-v1-0' ? { ...pod, ready: false, terminating: true } : pod))
    expect(endpointsOf({ clusters, proxy: before.proxy }, WEB)).toEqual([
      '10.1.0.4:80 0 HEALTHY mtls',
      '10.1.0.5:80 0 HEALTHY mtls',
    ])
  })

  test('other pods make new load assignments and leave the clusters as they were', () => {
    const before = caller(rule({ subsets: versions('v1') }))
    const old = before.clusters.loadAssignment(WEB, before.proxy)
    const clusters = before.over(unready)
    expect(clusters.loadAssignment(WEB, before.proxy)).not.toEqual(old)
    expect(before.clusters.loadAssignment(WEB, before.proxy)).toBe(old)
    expect(clusters.cluster(V1)).toBe(before.clusters.cluster(V1))
  })
})

describe('priorities', () => {
  const zones = documents(
    node('n1', 'r1', 'z1'),
    node('n2', 'r1', 'z2'),
    deployment('client', { node: 'n1' }),
    service('web'),
    deployment('far', { labels: { app: 'web' }, node: 'n2' }),
    deployment('near', { labels: { app: 'web' }, node: 'n1' }),
  )
  const sent = (meshConfig: string, ...more: readonly string[]) => {
    const found = callerOf(meshOf(documents(zones, ...more), { meshConfig }), 'default/client')
    return { endpoints: endpointsOf(found, WEB), weighted: found.clusters.cluster(WEB)?.localityWeighted }
  }
  const POOLED = ['r1/z1 10.1.0.4:80 0 HEALTHY mtls', 'r1/z2 10.1.0.3:80 0 HEALTHY mtls']
  const NEAR_FIRST = [POOLED[0], 'r1/z2 10.1.0.3:80 1 HEALTHY mtls']
  const outlier = rule({ trafficPolicy: { outlierDetection: {} } })

  test('need outlier detection in the DestinationRule', () => {
    expect(sent('{}')).toEqual({ endpoints: POOLED, weighted: false })
    expect(sent('{}', outlier)).toEqual({ endpoints: NEAR_FIRST, weighted: false })
  })

  test('the outlier detection of the mesh default is no reason for them', () => {
    const meshConfig = 'defaultTrafficPolicy: { outlierDetection: { consecutive5xxErrors: 3 } }'
    expect(sent(meshConfig)).toEqual({ endpoints: POOLED, weighted: false })
    const found = callerOf(meshOf(zones, { meshConfig }), 'default/client')
    expect(found.clusters.cluster(WEB)?.outlier?.consecutive5xx).toBe(3)
  })

  test('a mesh that switches locality balancing off has none', () => {
    expect(sent('localityLbSetting: { enabled: false }', outlier).endpoints).toEqual(POOLED)
  })

  test('trafficDistribution brings them without outlier detection', () => {
    const close = service('web', 'default', { trafficDistribution: 'PreferClose' })
    const yaml = documents(zones, close)
    const found = callerOf(meshOf(yaml), 'default/client')
    expect(endpointsOf(found, WEB)).toEqual(NEAR_FIRST)
    expect(found.clusters.cluster(WEB)?.localityWeighted).toBe(true)
  })

  test('internalTrafficPolicy Local leaves the endpoints of the caller’s node', () => {
    const local = service('web', 'default', { internalTrafficPolicy: 'Local' })
    expect(sent('{}', local).endpoints).toEqual([POOLED[0]])
  })

  test('callers in different places have different assignments, in one place the same', () => {
    const found = callerOf(meshOf(documents(zones, outlier)), 'default/client')
    const elsewhere = { ...found.proxy, locality: { region: 'r1', zone: 'z2', subzone: '' } }
    expect(found.clusters.loadAssignment(WEB, found.proxy)).toBe(found.clusters.loadAssignment(WEB, { ...found.proxy }))
    expect(endpointsOf({ clusters: found.clusters, proxy: elsewhere }, WEB)[0]).toBe('r1/z2 10.1.0.3:80 0 HEALTHY mtls')
  })
})
