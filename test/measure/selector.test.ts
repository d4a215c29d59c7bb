import { describe, expect, it } from 'vitest'
import { matchesCall, withNamespaces } from '../../src/measure/selector.ts'

const call = (at: string, atGateway = false) => ({
  source: 'shoppers',
  at,
  atGateway,
  to: 'default/shop',
  workload: 'default/shop',
  version: '',
})

describe('withNamespaces', () => {
  it('means default where several namespaces know a name', () => {
    expect(withNamespaces({ to: 'shop' }, ['other/shop', 'default/shop'])).toEqual({ to: 'default/shop' })
  })

  it('leaves the words client and gateway alone, whatever workloads are called', () => {
    const known = ['client', 'default/client', 'default/gateway', 'other/gateway']
    expect(withNamespaces({ at: 'client' }, known)).toEqual({ at: 'client' })
    expect(withNamespaces({ at: 'gateway' }, known)).toEqual({ at: 'gateway' })
  })
})

describe('matchesCall', () => {
  it('at=client is the first hop, not that of a workload of this name', () => {
    expect(matchesCall({ at: 'client' }, call('client'))).toBe(true)
    expect(matchesCall({ at: 'client' }, call('default/client'))).toBe(false)
    expect(matchesCall({ at: 'default/client' }, call('default/client'))).toBe(true)
  })

  it('at=gateway is the entry gateway', () => {
    expect(matchesCall({ at: 'gateway' }, call('istio-system/ingress', true))).toBe(true)
    expect(matchesCall({ at: 'gateway' }, call('default/gateway'))).toBe(false)
  })
})
