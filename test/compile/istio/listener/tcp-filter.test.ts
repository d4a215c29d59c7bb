import { describe, expect, it } from 'vitest'
import type { DestinationRule } from '../../../../src/compile/istio/destination-rule/destination-rule.ts'
import { tcpFilter } from '../../../../src/compile/istio/listener/tcp-filter.ts'
import { NO_PLACE } from '../../../../src/kernel/place.ts'

const origin = { resource: 'DestinationRule default/db', place: NO_PLACE, why: 'test' }

function rule(trafficPolicy: object, ofSubset?: object): DestinationRule {
  const subsets = [{ name: 'v1', labels: {}, ...(ofSubset && { trafficPolicy: { ...ofSubset } }), origin }]
  return { host: 'db', namespace: 'default', exportTo: new Set(), trafficPolicy: { ...trafficPolicy }, subsets, origin }
}

const hashing = { loadBalancer: { consistentHash: { useSourceIp: true } } }
const pool = (tcp: object) => ({ connectionPool: { tcp } })

describe('settings of a TCP proxy (core/networkfilter.go)', () => {
  it('without a rule there are none', () => {
    expect(tcpFilter([], undefined, '')).toEqual({ kind: 'tcp', clusters: [], limits: {}, hash: [] })
  })

  it('hashes the source address where the rule says so, and by nothing else', () => {
    const byHeader = { loadBalancer: { consistentHash: { httpHeaderName: 'x' } } }
    expect(tcpFilter([], rule(hashing), '').hash).toEqual([{ kind: 'sourceIp' }])
    expect(tcpFilter([], rule(byHeader), '').hash).toEqual([])
  })

  it('useSourceIp: false is no key', () => {
    const off = { loadBalancer: { consistentHash: { useSourceIp: false } } }
    expect(tcpFilter([], rule(off), '').hash).toEqual([])
  })

  it.each([{ loadBalancer: { simple: 'RANDOM' } }, { loadBalancer: { consistentHash: { httpHeaderName: 'x' } } }])(
    'of the only destination a subset with a load balancer decides by itself: %j',
    ofSubset => {
      expect(tcpFilter([], rule(hashing, ofSubset), 'v1').hash).toEqual([])
      // Several destinations: that of the rule.
      expect(tcpFilter([], rule(hashing, ofSubset), '').hash).toEqual([{ kind: 'sourceIp' }])
    },
  )

  it('a subset may be the one that hashes, or inherit it', () => {
    expect(tcpFilter([], rule({}, hashing), 'v1').hash).toEqual([{ kind: 'sourceIp' }])
    expect(tcpFilter([], rule({}, hashing), '').hash).toEqual([])
    expect(tcpFilter([], rule(hashing, pool({ maxConnections: 1 })), 'v1').hash).toEqual([{ kind: 'sourceIp' }])
  })

  it('time limits are those of the rule, never of a subset', () => {
    const limited = rule(pool({ idleTimeout: '3s', maxConnectionDuration: '1m' }), pool({ idleTimeout: '9s' }))
    const limits = { idleTimeoutNs: 3e9, maxDurationNs: 60e9 }
    expect(tcpFilter([], limited, 'v1').limits).toEqual(limits)
    expect(tcpFilter([], limited, '').limits).toEqual(limits)
  })
})
