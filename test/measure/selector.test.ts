import { describe, expect, it } from 'vitest'
import { matchesCall, matchesCode, withNamespaces } from '../../src/measure/selector.ts'

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

describe('matchesCode', () => {
  const grpc = { status: 200, grpcStatus: 14, flags: 'URX,UF' }
  const http = { status: 503, flags: '' }

  it('takes an HTTP status, or the grpc-status of an answer that has one', () => {
    expect(['200', 'grpc 14', '14', 'grpc 1', '503'].filter(code => matchesCode({ code }, grpc))).toEqual([
      '200',
      'grpc 14',
    ])
    expect(['503', 'grpc 14', 'grpc undefined'].filter(code => matchesCode({ code }, http))).toEqual(['503'])
  })

  it('takes any of the flags', () => {
    expect(['URX', 'UF', 'U'].filter(flag => matchesCode({ flag }, grpc))).toEqual(['URX', 'UF'])
  })
})
