import { beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../../../src/dataplane/cluster.ts'
import { hashValue, initHash } from '../../../src/proxy/hash.ts'
import { compileRetryPolicy } from '../../../src/proxy/retry/policy.ts'
import { Upstream } from '../../../src/proxy/upstream.ts'
import { assignmentOf, clusterOf, type HostSketch, scripted } from '../hosts.ts'

beforeAll(initHash)

function upstreamOf(hosts: readonly HostSketch[], change: Partial<Cluster> = {}, ...draws: readonly number[]) {
  const rng = scripted(...(draws.length > 0 ? draws : [0]))
  const upstream = new Upstream({ cluster: clusterOf(change), workers: 1, rng, nowNs: 0 })
  upstream.update(assignmentOf(hosts), 0)
  return upstream
}

/** So many hosts in each of two priorities, of which so many are healthy. */
const priorities = (hosts: number, healthy: number): HostSketch[] =>
  [0, 1].flatMap(priority =>
    Array.from({ length: hosts }, (_, i) => ({ priority, zone: `z${priority}`, unhealthy: i >= healthy })),
  )

describe('hashes and priorities', () => {
  /** 4/2,4/2 of load_balancer_impl_base_test.cc: loads 70 and 30; h % 100 + 1 is held against them. */
  it.each([
    [0, 0],
    [69, 0],
    [70, 1],
    [99, 1],
    [169, 0],
  ])('hash %i goes to priority %i', (hash, priority) => {
    for (const kind of ['RING_HASH', 'MAGLEV'] as const) {
      const upstream = upstreamOf(priorities(4, 2), { balancer: { kind } })
      const slot = upstream.chooseHashed(0, hashValue(BigInt(hash)), 0)
      expect(upstream.hosts.priority[slot]).toBe(priority)
    }
  })
})

describe('lb_healthy_panic', () => {
  it.each(['ROUND_ROBIN', 'RING_HASH'] as const)('%s: every pick in a priority that panics counts', kind => {
    const upstream = upstreamOf(priorities(4, 1), { balancer: { kind }, panicThreshold: 50 })
    for (const hash of [5n, 95n, 50n]) upstream.chooseHashed(0, hashValue(hash), 0)
    expect(upstream.healthyPanic).toBe(3)
  })

  it('none counts without panic', () => {
    const upstream = upstreamOf(priorities(4, 2), { panicThreshold: 50 })
    for (let pick = 0; pick < 3; pick++) upstream.choose(0, 0)
    expect(upstream.healthyPanic).toBe(0)
  })
})

it('degraded hosts of weighted localities have a schedule of their own', () => {
  // One healthy host among eight and four degraded ones: 17 and 70 percent, scaled to 19 + 1 and 80.
  const hosts = Array.from({ length: 8 }, (_, i) => {
    return { zone: i < 4 ? 'a' : 'b', unhealthy: i > 0 && i < 4, degraded: i >= 4 }
  })
  const draws = [0, ...Array.from({ length: 100 }, (_, draw) => draw)]
  const upstream = upstreamOf(hosts, { localityWeighted: true, balancer: { kind: 'RANDOM' } }, 0, ...draws)
  const slots = Array.from({ length: 102 }, () => upstream.choose(0, 0))
  expect(slots).not.toContain(-1)
  expect(new Set(slots)).toEqual(new Set([0, 4, 5, 6, 7]))
})

describe('a retry', () => {
  const policy = (hostPredicates: readonly string[]) =>
    compileRetryPolicy({
      on: '5xx',
      attempts: 5,
      retriableStatusCodes: [],
      perTryTimeoutNs: 0,
      backOffBaseNs: 1,
      backOffConfigured: false,
      hostPredicates,
      hostSelectionMaxAttempts: 5,
    })

  it('picks once where nothing rejects hosts', () => {
    const upstream = upstreamOf([{}, {}])
    expect(upstream.chooseRetry(0, [0], 1, policy([]), 0)).toBe(0)
  })

  it('rejects the hosts attempted so far, and none behind them in the list', () => {
    const upstream = upstreamOf([{}, {}, {}])
    expect(upstream.chooseRetry(0, [0, 1], 1, policy(['previous_hosts']), 0)).toBe(1)
  })
})
