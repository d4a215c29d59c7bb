import { describe, expect, it } from 'vitest'
import { labelReader } from '../../../src/compile/istio/place-labels.ts'
import { istio, meshOf } from './mesh-of.ts'
import { identity } from './tables-of.ts'

const CLUSTER = 'topology.istio.io/cluster'
const ZONE = 'topology.kubernetes.io/zone'
const proxy = {
  ...identity({ labels: { app: 'web' } }),
  locality: { region: 'eu', zone: 'eu-1', subzone: '' },
  cluster: 'west',
}

function labelsSeenBy(kind: string, spec: object): Readonly<Record<string, string>> {
  return labelReader(meshOf(istio(kind, 'x', 'default', spec)).resources).all(proxy)
}

describe('labels by which configuration can choose a proxy', () => {
  it('are those of its pod, unchanged, where nothing asks for its place', () => {
    const spec = {
      hosts: ['web'],
      http: [{ match: [{ sourceLabels: { app: 'web' } }], directResponse: { status: 200 } }],
    }
    expect(labelsSeenBy('VirtualService', spec)).toBe(proxy.labels)
  })

  it('and of its place, those that are asked for', () => {
    const spec = {
      hosts: ['web'],
      http: [{ match: [{ sourceLabels: { [CLUSTER]: 'x' } }], directResponse: { status: 200 } }],
    }
    expect(labelsSeenBy('VirtualService', spec)).toEqual({ app: 'web', [CLUSTER]: 'west' })
    const rule = { host: 'web', workloadSelector: { matchLabels: { [ZONE]: 'eu-2' } } }
    expect(labelsSeenBy('DestinationRule', rule)).toEqual({ app: 'web', [ZONE]: 'eu-1' })
    const sidecar = { workloadSelector: { labels: { [ZONE]: 'eu-1', [CLUSTER]: 'x' } }, egress: [{ hosts: ['*/*'] }] }
    expect(labelsSeenBy('Sidecar', sidecar)).toEqual({ app: 'web', [ZONE]: 'eu-1', [CLUSTER]: 'west' })
  })

  it('a place that the proxy does not have stays away', () => {
    const sidecar = { workloadSelector: { labels: { 'topology.istio.io/network': 'n' } }, egress: [{ hosts: ['*/*'] }] }
    expect(labelsSeenBy('Sidecar', sidecar)).toEqual({ app: 'web' })
  })
})

describe('labels that decide about the tables of a sidecar', () => {
  const pod = identity({ labels: { app: 'web', version: 'v1', [ZONE]: 'eu-9' } })
  const outbound = (spec: object, meshConfig?: Readonly<Record<string, unknown>>) =>
    labelReader(meshOf(istio('DestinationRule', 'x', 'default', { host: 'web', ...spec })).resources, meshConfig)
      .outbound

  it('are those that a resource names, and those of a place', () => {
    expect(outbound({})(pod)).toEqual({ [ZONE]: 'eu-9' })
    expect(outbound({ workloadSelector: { matchLabels: { version: 'x' } } })(pod)).toEqual({
      version: 'v1',
      [ZONE]: 'eu-9',
    })
  })

  it('also those that failoverPriority compares, wherever it stands', () => {
    const near = { loadBalancer: { localityLbSetting: { failoverPriority: ['app'] } } }
    const asked = { app: 'web', [ZONE]: 'eu-9' }
    expect(outbound({ trafficPolicy: near })(pod)).toEqual(asked)
    expect(outbound({ trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, ...near }] } })(pod)).toEqual(asked)
    expect(outbound({ subsets: [{ name: 'v1', trafficPolicy: near }] })(pod)).toEqual(asked)
    expect(outbound({}, { localityLbSetting: { failoverPriority: ['app=web'] } })(pod)).toEqual(asked)
    expect(outbound({}, { zoneAwareLbSetting: { failoverPriority: ['app'] } })(pod)).toEqual(asked)
  })

  it('are all of them at a gateway', () => {
    const gateway = { ...pod, kind: 'gateway' as const }
    expect(outbound({})(gateway)).toEqual(pod.labels)
  })
})
