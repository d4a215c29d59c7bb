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
  return labelReader(meshOf(istio(kind, 'x', 'default', spec)).resources)(proxy)
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
