import { beforeAll, describe, expect, it } from 'vitest'
import type { BalancerPolicy } from '../../src/dataplane/cluster.ts'
import { stream } from '../../src/kernel/rng.ts'
import { SECOND } from '../../src/kernel/time.ts'
import { NO_HOST } from '../../src/proxy/balance/balancer.ts'
import { hash64, hashValue, initHash } from '../../src/proxy/hash.ts'
import { Upstream } from '../../src/proxy/upstream.ts'
import { assignmentOf, clusterOf, type HostSketch } from '../proxy/hosts.ts'

beforeAll(initHash)

/** What every policy promises, whatever its way of choosing. */
const POLICIES: readonly [string, BalancerPolicy][] = [
  ['ROUND_ROBIN', { kind: 'ROUND_ROBIN' }],
  ['LEAST_REQUEST', { kind: 'LEAST_REQUEST' }],
  ['RANDOM', { kind: 'RANDOM' }],
  ['RING_HASH', { kind: 'RING_HASH', minimumRingSize: 4096 }],
  ['MAGLEV', { kind: 'MAGLEV' }],
  [
    'ROUND_ROBIN in slow start',
    { kind: 'ROUND_ROBIN', slowStart: { windowNs: SECOND, aggression: 1, minWeightPercent: 10 } },
  ],
]

function setUp(balancer: BalancerPolicy, hosts: number | readonly HostSketch[], name = 'contract') {
  const upstream = new Upstream({ cluster: clusterOf({ balancer }), workers: 2, rng: stream(1, name), nowNs: 0 })
  upstream.update(assignmentOf(hosts), 0)
  const picks = (count: number) => Array.from({ length: count }, (_, i) => upstream.choose(i % 2, 5 * SECOND))
  return { upstream, picks }
}

describe.each(POLICIES)('%s', (_, policy) => {
  it('picks only hosts of the list, and each of them', () => {
    expect(new Set(setUp(policy, 5).picks(1000))).toEqual(new Set([0, 1, 2, 3, 4]))
  })

  it('picks the only host, and nobody of none', () => {
    expect(new Set(setUp(policy, 1).picks(20))).toEqual(new Set([0]))
    expect(new Set(setUp(policy, 0).picks(20))).toEqual(new Set([NO_HOST]))
    expect(new Set(setUp(policy, [{ unhealthy: true }]).picks(20))).toEqual(new Set([NO_HOST]))
  })

  it('leaves out unhealthy hosts, and takes them in again', () => {
    const { upstream, picks } = setUp(policy, [{}, { unhealthy: true }, {}])
    expect(new Set(picks(500))).toEqual(new Set([0, 2]))
    upstream.update(assignmentOf(3), SECOND)
    expect(new Set(picks(500))).toEqual(new Set([0, 1, 2]))
  })

  it('never picks a host that left; one that comes back is a new one', () => {
    const { upstream, picks } = setUp(policy, 3)
    upstream.update(assignmentOf([{ address: 'h0:80' }, { address: 'h2:80' }]), SECOND)
    expect(new Set(picks(500))).toEqual(new Set([0, 2]))
    upstream.update(assignmentOf(3), 2 * SECOND)
    expect(new Set(picks(500))).toEqual(new Set([0, 2, 3]))
  })

  it('decides the same with the same seed', () => {
    expect(setUp(policy, 7).picks(300)).toEqual(setUp(policy, 7).picks(300))
  })

  it('picks a retry from the other hosts as long as there are any', () => {
    const { upstream } = setUp(policy, 2)
    const retry = { rejectsPreviousHosts: true, hostSelectionMaxAttempts: 200 }
    for (const failed of [0, 1]) {
      const policyOfRoute = { ...RETRY, ...retry }
      expect(upstream.chooseRetry(0, [failed], 1, policyOfRoute, 0)).toBe(1 - failed)
      expect([0, 1]).toContain(upstream.chooseRetry(0, [0, 1], 2, policyOfRoute, 0))
    }
  })
})

const RETRY = {
  attempts: 2,
  conditions: new Set(['5xx']),
  retriableStatusCodes: [],
  retriableHeaders: [],
  perTryTimeoutNs: 0,
  backOffBaseMs: 25,
  backOffMaxMs: 250,
}

const UNIFORM = POLICIES.filter(([name]) => name !== 'RING_HASH')

describe.each(UNIFORM)('%s over equal hosts', (_, policy) => {
  it('is uniform within 4 sigma', () => {
    const hosts = 6
    const count = 60_000
    const counts = new Array<number>(hosts).fill(0)
    for (const slot of setUp(policy, hosts).picks(count)) counts[slot]++
    const sigma = Math.sqrt((count / hosts) * (1 - 1 / hosts))
    for (const seen of counts) expect(Math.abs(seen - count / hosts)).toBeLessThan(4 * sigma)
  })
})

describe.each(POLICIES.filter(([, { kind }]) => kind === 'RING_HASH' || kind === 'MAGLEV'))('%s', (_, policy) => {
  it('sends a key to one host, from every worker', () => {
    const { upstream } = setUp(policy, 5)
    for (let i = 0; i < 100; i++) {
      const key = hashValue(hash64(`key-${i}`))
      expect(upstream.chooseHashed(0, key, 0)).toBe(upstream.chooseHashed(1, key, SECOND))
    }
  })
})
