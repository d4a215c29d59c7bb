import { describe, expect, it } from 'vitest'
import type { Cluster, OutlierPolicy } from '../../src/dataplane/cluster.ts'
import { stream } from '../../src/kernel/rng.ts'
import { MILLISECOND, NEVER, SECOND } from '../../src/kernel/time.ts'
import { ATTACHED, CONNECT } from '../../src/proxy/pool/pools.ts'
import { Upstream } from '../../src/proxy/upstream.ts'
import { assignmentOf, clusterOf, type HostSketch, scripted } from './hosts.ts'
import { SETTINGS } from './outlier/set-up.ts'

const OUTLIER: OutlierPolicy = { ...SETTINGS, consecutive5xx: 3, consecutiveGatewayFailure: 0 }
const MS = MILLISECOND

function upstreamOf(hosts: number | readonly HostSketch[], change: Partial<Cluster> = {}, rng = stream(1, 'upstream')) {
  const upstream = new Upstream({ cluster: clusterOf(change), workers: 1, rng, nowNs: 0 })
  upstream.update(assignmentOf(hosts), 0)
  const shares = (count: number, nowNs = 0) => {
    const counts = new Map<number, number>()
    for (let i = 0; i < count; i++) {
      const slot = upstream.choose(0, nowNs)
      counts.set(slot, (counts.get(slot) ?? 0) + 1)
    }
    return counts
  }
  const eject = (slot: number, nowNs: number) => {
    for (let i = 0; i < 2; i++) upstream.outlier!.onResponse(slot, 503, nowNs)
    return upstream.outlier!.onResponse(slot, 503, nowNs)
  }
  return { upstream, shares, eject }
}

const hostsOf = (counts: ReadonlyMap<number, number>) => [...counts.keys()].sort((a, b) => a - b)

describe('an ejection', () => {
  it('is known to the balancers at once; the next within a second only a second later (recorded)', () => {
    const { upstream, shares, eject } = upstreamOf(4, { outlier: OUTLIER })
    expect(eject(1, 137 * MS)).toBe(true)
    expect(upstream.pendingHealthUpdateNs).toBe(NEVER)
    expect(hostsOf(shares(12))).toEqual([0, 2, 3])
    expect(eject(2, 167 * MS)).toBe(true)
    expect(hostsOf(shares(12))).toEqual([0, 2, 3])
    expect(upstream.pendingHealthUpdateNs).toBe(1167 * MS)
    upstream.applyHealthUpdate(1166 * MS)
    expect(hostsOf(shares(12))).toEqual([0, 2, 3])
    upstream.applyHealthUpdate(1167 * MS)
    expect(hostsOf(shares(12))).toEqual([0, 3])
    expect(upstream.pendingHealthUpdateNs).toBe(NEVER)
  })

  it('that waits is told with an EDS push (recorded)', () => {
    const { upstream, shares, eject } = upstreamOf(8, { outlier: OUTLIER })
    eject(1, 300 * MS)
    eject(2, 329 * MS)
    const pushed = Array.from({ length: 8 }, (_, i) => ({ unhealthy: i === 7 }))
    upstream.update(assignmentOf(pushed), 701 * MS)
    expect(hostsOf(shares(20))).toEqual([0, 3, 4, 5, 6])
    expect(upstream.pendingHealthUpdateNs).toBe(NEVER)
  })

  it('of the only host leaves nobody without panic, and everybody with it', () => {
    for (const [panicThreshold, slot] of [
      [0, -1],
      [50, 0],
    ]) {
      const { shares, eject } = upstreamOf(1, { outlier: OUTLIER, panicThreshold })
      eject(0, SECOND)
      expect(hostsOf(shares(5))).toEqual([slot])
    }
  })

  it('closes the idle connections to the host', () => {
    const { upstream, eject } = upstreamOf(2, { outlier: OUTLIER })
    expect(upstream.pools.request(0, 1, 7, 0)).toBe(CONNECT)
    upstream.pools.connected(0, 1, 0)
    upstream.pools.released(7, true, 0)
    eject(1, SECOND)
    expect(upstream.limits.connections).toBe(0)
  })

  it('ends at a sweep, and the host gets traffic again', () => {
    const { upstream, shares, eject } = upstreamOf(2, { outlier: OUTLIER })
    eject(1, 5 * SECOND)
    const { outlier } = upstream
    let now = 5 * SECOND
    while (outlier!.active > 0) {
      now = outlier!.nextSweepNs(now)
      outlier!.sweep(now)
    }
    expect(now).toBe(40 * SECOND)
    expect(hostsOf(shares(4))).toEqual([0, 1])
  })

  it('survives a push that keeps the host, and not one that takes it away for a while', () => {
    const { upstream, shares, eject } = upstreamOf(2, { outlier: OUTLIER })
    eject(1, SECOND)
    upstream.update(assignmentOf(2), 2 * SECOND)
    expect(hostsOf(shares(4))).toEqual([0])
    upstream.update(assignmentOf(1), 3 * SECOND)
    expect(upstream.outlier!.active).toBe(0)
    upstream.update(assignmentOf(2), 4 * SECOND)
    expect(hostsOf(shares(4))).toEqual([0, 2])
  })
})

describe('priorities', () => {
  const zones = (unhealthyInFirst: number): HostSketch[] =>
    [0, 1, 2, 3].map(i => ({ priority: i < 2 ? 0 : 1, zone: i < 2 ? 'a' : 'b', unhealthy: i < unhealthyInFirst }))

  it.each([
    [0, 1],
    [1, 0.7],
    [2, 0],
  ])('%i of two local hosts down: a share of %s stays', (unhealthy, share) => {
    const picks = 20_000
    const counts = upstreamOf(zones(unhealthy)).shares(picks)
    const local = (counts.get(0) ?? 0) + (counts.get(1) ?? 0)
    expect(Math.abs(local - picks * share)).toBeLessThanOrEqual(4 * Math.sqrt(picks * share * (1 - share)))
  })

  it('a retry leaves the priorities it tried, every second attempt, until none is left', () => {
    const { upstream } = upstreamOf(zones(0))
    const policy = { ...RETRY, previousPrioritiesFrequency: 2 }
    const priorityOf = (attempted: readonly number[]) => {
      const slots = Array.from({ length: 30 }, () => upstream.chooseRetry(0, attempted, attempted.length, policy, 0))
      return [...new Set(slots.map(slot => upstream.hosts.priority[slot]))]
    }
    expect(priorityOf([0])).toEqual([0])
    expect(priorityOf([0, 1])).toEqual([1])
    expect(priorityOf([0, 1, 2])).toEqual([1])
    expect(priorityOf([0, 1, 2, 3])).toEqual([0])
  })
})

describe('locality weights', () => {
  const hosts = (healthyInFirst: number): HostSketch[] =>
    Array.from({ length: 20 }, (_, i) => ({
      zone: i < 10 ? 'z1' : 'z2',
      localityWeight: i < 10 ? 80 : 20,
      unhealthy: i >= healthyInFirst && i < 10,
    }))
  /** Requests of 2000 that reach the first locality, as recorded. */
  it.each([
    [10, 1600],
    [8, 1600],
    [7, 1593],
  ])('80/20 with %i of 10 healthy: %i of 2000', (healthy, expected) => {
    const counts = upstreamOf(hosts(healthy), { localityWeighted: true }).shares(2000)
    const first = [...counts].reduce((sum, [slot, count]) => (slot < 10 ? sum + count : sum), 0)
    // An earliest-deadline schedule stays within one of the exact share.
    expect(Math.abs(first - expected)).toBeLessThanOrEqual(1)
  })
})

const RETRY = {
  attempts: 4,
  conditions: new Set(['5xx']),
  retriableStatusCodes: [],
  retriableHeaders: [],
  perTryTimeoutNs: 0,
  backOffBaseMs: 25,
  backOffMaxMs: 250,
  rejectsPreviousHosts: false,
  hostSelectionMaxAttempts: 1,
}

/** The hosts of all attempts of a request, all failing, in round robin from an offset (recorded). */
describe('retries with the previous_hosts predicate', () => {
  it.each<[what: string, weights: number[], phase: number, rejects: boolean, picks: number, attempts: string]>([
    ['three hosts, up to six picks', [1, 1, 1], 1, true, 5, '12000'],
    ['four hosts, two picks', [1, 1, 1, 1], 3, true, 1, '3012'],
    ['weights 4, 2, 1, up to six picks', [4, 2, 1], 1, true, 5, '102'],
    ['no predicate', [1, 1, 1], 0, false, 1, '012'],
    ['one host', [1], 0, true, 5, '000'],
  ])('%s', (_, weights, phase, rejectsPreviousHosts, hostSelectionMaxAttempts, expected) => {
    const { upstream } = upstreamOf(
      weights.map(weight => ({ weight })),
      {},
      scripted(phase),
    )
    const policy = { ...RETRY, rejectsPreviousHosts, hostSelectionMaxAttempts }
    const attempted = [upstream.choose(0, 0)]
    while (attempted.length < expected.length) {
      attempted.push(upstream.chooseRetry(0, attempted, attempted.length, policy, 0))
    }
    expect(attempted.join('')).toBe(expected)
  })
})

describe('a cluster that speaks what its caller speaks', () => {
  it.each([
    [false, CONNECT],
    [true, ATTACHED],
  ])('HTTP/2 %s', (downstreamHttp2, admission) => {
    const cluster = clusterOf({ http2: 'as downstream' })
    const upstream = new Upstream({ cluster, workers: 1, rng: scripted(0), nowNs: 0, downstreamHttp2 })
    upstream.update(assignmentOf(1), 0)
    upstream.pools.request(0, 0, 1, 0)
    upstream.pools.connected(0, 0, 0)
    expect(upstream.pools.request(0, 0, 2, 0)).toBe(admission)
  })
})

it('each worker goes round by itself', () => {
  const upstream = new Upstream({ cluster: clusterOf(), workers: 2, rng: scripted(0, 1), nowNs: 0 })
  upstream.update(assignmentOf(3), 0)
  expect([0, 0, 1, 1, 0].map(worker => upstream.choose(worker, 0))).toEqual([0, 1, 1, 2, 2])
})
