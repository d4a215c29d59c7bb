import { expect, test } from 'vitest'
import { balancerPolicy } from '../../../../src/compile/istio/cluster/balancer.ts'

const SECOND = 1_000_000_000

test.each([
  [undefined, { kind: 'LEAST_REQUEST' }],
  [{ simple: 'UNSPECIFIED' }, { kind: 'LEAST_REQUEST' }],
  [{ simple: 'LEAST_CONN' }, { kind: 'LEAST_REQUEST' }],
  [{ simple: 'ROUND_ROBIN' }, { kind: 'ROUND_ROBIN' }],
  [{ simple: 'RANDOM' }, { kind: 'RANDOM' }],
  [{ consistentHash: { useSourceIp: true } }, { kind: 'RING_HASH', minimumRingSize: 1024 }],
  [{ consistentHash: { useSourceIp: true, minimumRingSize: 12 } }, { kind: 'RING_HASH', minimumRingSize: 12 }],
  [{ consistentHash: { ringHash: {} } }, { kind: 'RING_HASH' }],
  [{ consistentHash: { ringHash: { minimumRingSize: 64 } } }, { kind: 'RING_HASH', minimumRingSize: 64 }],
  [{ consistentHash: { maglev: { tableSize: 257 } } }, { kind: 'MAGLEV', maglevTableSize: 257 }],
])('%j is %j', (loadBalancer, policy) => {
  expect(balancerPolicy(loadBalancer)).toEqual(policy)
})

test('warm-up, in both spellings, where the policy can', () => {
  const slowStart = { windowNs: 30 * SECOND, aggression: 1, minWeightPercent: 10 }
  expect(balancerPolicy({ warmupDurationSecs: '30s' })).toEqual({ kind: 'LEAST_REQUEST', slowStart })
  const warmup = { duration: '30s', aggression: 2, minimumPercent: 20 }
  expect(balancerPolicy({ simple: 'ROUND_ROBIN', warmup })).toEqual({
    kind: 'ROUND_ROBIN',
    slowStart: { windowNs: 30 * SECOND, aggression: 2, minWeightPercent: 20 },
  })
  expect(balancerPolicy({ simple: 'RANDOM', warmup })).toEqual({ kind: 'RANDOM' })
})
