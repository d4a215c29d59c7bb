import { describe, expect, it } from 'vitest'
import { clusterLocalHosts } from '../../../../src/compile/istio/registry/cluster-local.ts'

const SHOP = 'shop.default.svc.cluster.local'
const API = 'api.default.svc.cluster.local'
const DNS = 'dns.kube-system.svc.cluster.local'

function settings(...entries: readonly (readonly [clusterLocal: boolean, ...hosts: string[]])[]) {
  return clusterLocalHosts({
    serviceSettings: entries.map(([clusterLocal, ...hosts]) => ({ settings: { clusterLocal }, hosts })),
  })
}

describe('services that stay within a cluster', () => {
  it('by default those of kube-system, the API server and istiod', () => {
    const isLocal = clusterLocalHosts({})
    expect(isLocal(DNS)).toBe(true)
    expect(isLocal('kubernetes.default.svc.cluster.local')).toBe(true)
    expect(isLocal('istiod.istio-system.svc.cluster.local')).toBe(true)
    expect(isLocal(SHOP)).toBe(false)
  })

  it('by name, by namespace, or all', () => {
    expect(settings([true, SHOP])(SHOP)).toBe(true)
    expect(settings([true, SHOP])(API)).toBe(false)
    expect(settings([true, '*.default.svc.cluster.local'])(API)).toBe(true)
    expect(settings([true, '*'])(API)).toBe(true)
  })

  it('the most specific host decides, whatever the order', () => {
    for (const isLocal of [settings([true, '*'], [false, API]), settings([false, API], [true, '*'])]) {
      expect(isLocal(SHOP)).toBe(true)
      expect(isLocal(API)).toBe(false)
    }
  })

  it('a default is gone once a setting opens it or one of its hosts', () => {
    expect(settings([false, '*.kube-system.svc.cluster.local'])(DNS)).toBe(false)
    expect(settings([false, 'other.kube-system.svc.cluster.local'])(DNS)).toBe(false)
    expect(settings([false, SHOP])(DNS)).toBe(true)
  })
})
