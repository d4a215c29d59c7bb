import { beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/dataplane/cluster.ts'
import { hash64, hashValue, initHash } from '../../src/proxy/hash.ts'
import { Upstream } from '../../src/proxy/upstream.ts'
import { assignmentOf, clusterOf, type HostSketch, scripted } from './hosts.ts'

beforeAll(initHash)

/** A proxy of two worker threads. `draws` come to the workers in turn when their balancers are made. */
function upstreamOf(
  change: Partial<Cluster>,
  hosts: number | readonly HostSketch[],
  draws: readonly number[] = [0],
): Upstream {
  const upstream = new Upstream({ cluster: clusterOf(change), workers: 2, rng: scripted(...draws), nowNs: 0 })
  upstream.update(assignmentOf(hosts), 0)
  return upstream
}

/** Picks of both workers, which take turns. */
function inTurn(upstream: Upstream, picksOfEach: number): readonly (readonly number[])[] {
  const picks: number[][] = [[], []]
  for (let i = 0; i < picksOfEach; i++) for (const worker of [0, 1]) picks[worker].push(upstream.choose(worker, 0))
  return picks
}

/** A request of the worker is on its way to the host. */
function hold(upstream: Upstream, worker: number, slot: number, row: number): void {
  upstream.pools.request(worker, slot, row, 0)
  upstream.pools.connected(worker, slot, 0)
}

const UNEVEN = [{ weight: 1 }, { weight: 2 }]

/** Sequences for weights 1 and 2: round_robin_lb_test.cc (Weighted, WeightedSeed), locality_wrr_test.cc. */
describe('what each worker has for itself', () => {
  it('ROUND_ROBIN: its place in the circle', () => {
    expect(inTurn(upstreamOf({}, 3, [0, 1]), 4)).toEqual([
      [0, 1, 2, 0],
      [1, 2, 0, 1],
    ])
  })

  it('ROUND_ROBIN with weights: its schedule, from its own seed on', () => {
    expect(inTurn(upstreamOf({}, UNEVEN, [0, 1]), 6)).toEqual([
      [1, 0, 1, 1, 0, 1],
      [0, 1, 1, 0, 1, 1],
    ])
  })

  it('LEAST_REQUEST with weights: its schedule', () => {
    expect(inTurn(upstreamOf({ balancer: { kind: 'LEAST_REQUEST' } }, UNEVEN), 6)).toEqual([
      [1, 0, 1, 1, 0, 1],
      [1, 0, 1, 1, 0, 1],
    ])
  })

  it('localities by weight: its schedule of localities', () => {
    const places = [
      { zone: 'a', localityWeight: 1 },
      { zone: 'b', localityWeight: 2 },
    ]
    expect(inTurn(upstreamOf({ localityWeighted: true }, places), 6)).toEqual([
      [1, 0, 1, 1, 0, 1],
      [1, 0, 1, 1, 0, 1],
    ])
  })
})

describe('what the workers share', () => {
  it('LEAST_REQUEST: the active requests of a host, whoever sent them', () => {
    // Every pick looks at host 0, then at host 1.
    const upstream = upstreamOf({ balancer: { kind: 'LEAST_REQUEST' } }, 2, [0, 2 ** 31])
    expect(inTurn(upstream, 2)).toEqual([
      [0, 0],
      [0, 0],
    ])
    hold(upstream, 0, 0, 1)
    expect(inTurn(upstream, 2)).toEqual([
      [1, 1],
      [1, 1],
    ])
  })

  it('LEAST_REQUEST with weights: the same, when a host is put back into the schedule', () => {
    const balancer = { kind: 'LEAST_REQUEST' } as const
    const alone = inTurn(upstreamOf({ balancer }, UNEVEN), 30)[1]
    const upstream = upstreamOf({ balancer }, UNEVEN)
    for (let row = 1; row <= 9; row++) hold(upstream, 0, 1, row)
    const beside = inTurn(upstream, 30)[1]
    const toSecond = (picks: readonly number[]) => picks.filter(slot => slot === 1).length
    // Twice the weight of host 0, and then a fifth of it: 2 / (9 + 1).
    expect(toSecond(alone)).toBe(20)
    expect(toSecond(beside)).toBeLessThan(8)
  })

  it('RANDOM: nothing, each pick has a draw of its own', () => {
    expect(inTurn(upstreamOf({ balancer: { kind: 'RANDOM' } }, 3, [4, 5]), 2)).toEqual([
      [1, 1],
      [2, 2],
    ])
  })

  it.each(['RING_HASH', 'MAGLEV'] as const)('%s: the table, so that a key keeps to its host', kind => {
    const upstream = upstreamOf({ balancer: { kind } }, 5)
    const hosts = Array.from({ length: 50 }, (_, i) => {
      const hash = hashValue(hash64(`user-${i}`))
      return [upstream.chooseHashed(0, hash, 0), upstream.chooseHashed(1, hash, 0)]
    })
    for (const [first, second] of hosts) expect(second).toBe(first)
    expect(new Set(hosts.map(([first]) => first)).size).toBe(5)
  })

  /** The recorded sequence of bounded-load.test.ts, which one worker made. */
  it('bounded load: the requests that fill a host', () => {
    const addresses = [1, 2, 3, 4, 5].map(i => ({ address: `127.88.2.${i}:8080` }))
    const upstream = upstreamOf({ balancer: { kind: 'RING_HASH', hashBalanceFactor: 120 } }, addresses)
    const keys = [...new Array(14).fill('alice'), 'bob', 'bob', 'carol', 'carol', 'dave', 'dave', 'bob', 'alice']
    const hosts = keys.map((key, row) => {
      const slot = upstream.chooseHashed(row % 2, hashValue(hash64(key)), 0)
      hold(upstream, row % 2, slot, row)
      return slot
    })
    expect(hosts).toEqual([2, 2, 4, 4, 2, 4, 1, 1, 2, 4, 1, 1, 2, 4, 1, 3, 3, 3, 0, 0, 1, 2])
  })

  it('the limit of connections, though each has pools of its own', () => {
    const upstream = upstreamOf({ limits: { maxConnections: 1 } }, 1)
    hold(upstream, 0, 0, 1)
    hold(upstream, 1, 0, 2)
    // Each pool may have one beyond the limit; a second one neither gets.
    expect(upstream.limits.connections).toBe(2)
    upstream.pools.request(0, 0, 3, 0)
    upstream.pools.request(1, 0, 4, 0)
    expect(upstream.limits.connections).toBe(2)
  })
})
