import { beforeAll, describe, expect, it } from 'vitest'
import type { BalancerPolicy } from '../../../src/dataplane/cluster.ts'
import { hashValue, initHash } from '../../../src/proxy/hash.ts'
import { Upstream } from '../../../src/proxy/upstream.ts'
import { assignmentOf, clusterOf, type HostSketch, scripted } from '../hosts.ts'
import { RING_C } from './ring-c.ts'

beforeAll(initHash)

const MAX = 2n ** 64n - 1n

/** Picks by hash over hosts 127.0.0.1:90, :91, ...; the answers are 0 for :90 and so on. */
function picksOver(balancer: BalancerPolicy, sketches: readonly HostSketch[]) {
  const hosts = sketches.map((sketch, index) => ({ ...sketch, address: `127.0.0.1:${90 + index}` }))
  const cluster = clusterOf({ balancer, localityWeighted: true })
  const upstream = new Upstream({ cluster, workers: 1, rng: scripted(0), nowNs: 0 })
  upstream.update(assignmentOf(hosts), 0)
  return (hash: bigint) => upstream.chooseHashed(0, hashValue(hash), 0)
}

/** Each host alone in a zone of that weight. */
const zones = (...weights: readonly number[]): HostSketch[] =>
  weights.map((localityWeight, index) => ({ zone: `z${index}`, localityWeight }))

/** Rings and tables of Envoy's ring_hash_lb_test.cc and maglev_lb_test.cc where the localities have the weights. */
describe('weights of localities', () => {
  const ring = (minimumRingSize: number, maximumRingSize?: number): BalancerPolicy => ({
    kind: 'RING_HASH',
    minimumRingSize,
    maximumRingSize,
  })

  it('1, 2 and 3 give the hosts of a small ring 1, 2 and 3 entries', () => {
    const pick = picksOver(ring(6, 6), zones(1, 2, 3))
    expect(RING_C.map(([hash]) => pick(hash))).toEqual(RING_C.map(([, slot]) => slot))
    expect(RING_C.map(([hash]) => pick(hash + 1n))).toEqual([2, 1, 1, 2, 0, 2])
  })

  it('and of a large one shares in the same proportion', () => {
    const pick = picksOver(ring(6144), zones(1, 2, 3))
    const counts = [0, 0, 0]
    for (let i = 0n; i < 6000n; i++) counts[pick(i * (MAX / 6000n))]++
    expect(counts).toEqual([987, 1932, 3081])
  })

  /**
   * Of 8 entries the absent locality keeps its 4 (recorded from Envoy 1.40: of weights 1 and 3 the second alone has 750 of
   * 1000 entries). Entries of ring_hash_lb_test.cc.
   */
  it('count all, also where nobody is healthy', () => {
    const [first, second, third] = zones(2, 1, 1)
    const pick = picksOver(ring(8, 8), [{ ...first, unhealthy: true }, second, third])
    const entries = [928266305478181108n, 5583722120771150861n, 6311230543546372928n, 13444792449719432967n]
    expect(entries.map(hash => pick(hash))).toEqual([2, 1, 1, 2])
    expect(entries.map(hash => pick(hash + 1n))).toEqual([1, 1, 2, 2])
  })

  const maglev = (sketches: readonly HostSketch[]) => {
    const pick = picksOver({ kind: 'MAGLEV', maglevTableSize: 17 }, sketches)
    return Array.from({ length: 17 }, (_, place) => pick(BigInt(place)))
  }

  it('share a Maglev table', () => {
    expect(maglev(zones(1, 2))).toEqual([1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1])
  })

  it('1 and 1 share it evenly, whatever the weights of the hosts inside', () => {
    const hosts = zones(1, 1).map((sketch, index) => ({ ...sketch, weight: index + 1 }))
    expect(maglev(hosts)).toEqual([1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1])
  })

  it('0 leaves a locality out, as does having nobody healthy', () => {
    expect(new Set(maglev(zones(0, 2)))).toEqual(new Set([1]))
    const [first, second] = zones(1, 2)
    expect(new Set(maglev([{ ...first, unhealthy: true }, second]))).toEqual(new Set([1]))
  })
})
