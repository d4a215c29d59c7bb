import { beforeAll, describe, expect, it } from 'vitest'
import { RingHash } from '../../../src/proxy/balance/ring-hash.ts'
import { hash64, hashValue, initHash } from '../../../src/proxy/hash.ts'
import { RING_C } from './ring-c.ts'
import { shares } from './shares.ts'

beforeAll(initHash)

const MAX = 2n ** 64n - 1n
const pick = (ring: RingHash, hash: bigint, attempt = 0) => ring.lookup(hashValue(hash), attempt)

/** Rings of Envoy's ring_hash_lb_test.cc. Slots are the last digits of the ports, 90 = 0. */
const SIX = ['90', '91', '92', '93', '94', '95']
const RING_A: readonly [bigint, number][] = [
  [833437586790550860n, 4],
  [928266305478181108n, 2],
  [1033482794131418490n, 0],
  [3551244743356806947n, 5],
  [3851675632748031481n, 3],
  [5583722120771150861n, 1],
  [6311230543546372928n, 1],
  [7700377290971790572n, 3],
  [13144177310400110813n, 5],
  [13444792449719432967n, 2],
  [15516499411664133160n, 4],
  [16117243373044804889n, 0],
]
const RING_B: readonly [bigint, number][] = [
  [1975508444536362413n, 5],
  [2376063919839173711n, 5],
  [2386806903309390596n, 3],
  [6749904478991551885n, 4],
  [6803900775736438537n, 3],
  [7225015537174310577n, 2],
  [8787465352164086522n, 0],
  [11282020843382717940n, 2],
  [13723418369486627818n, 1],
  [13776502110861797421n, 0],
  [14338313586354474791n, 1],
  [15364271037087512980n, 4],
]
const address = (port: string) => `127.0.0.1:${port}`

describe('the ring', () => {
  it.each<[name: string, expected: typeof RING_A, ring: () => RingHash]>([
    ['addresses', RING_A, () => new RingHash(shares(SIX.map(address)), { minimumRingSize: 12 })],
    ['host names', RING_B, () => new RingHash(shares(SIX), { minimumRingSize: 12 })],
    [
      'weights 1, 2, 3',
      RING_C,
      () => new RingHash(shares(SIX.slice(0, 3).map(address), [1, 2, 3]), { minimumRingSize: 6, maximumRingSize: 6 }),
    ],
  ])('of %s is the one Envoy builds', (_, expected, make) => {
    const ring = make()
    expect(ring.size).toBe(expected.length)
    expected.forEach(([hash, slot], index) => {
      expect(pick(ring, hash)).toBe(slot)
      expect(pick(ring, hash + 1n)).toBe(expected[(index + 1) % expected.length][1])
    })
  })

  it('closes: past the last entry comes the first', () => {
    const ring = new RingHash(shares(SIX.map(address)), { minimumRingSize: 12 })
    expect([0n, MAX, 3551244743356806948n, 16117243373044804880n].map(hash => pick(ring, hash))).toEqual([4, 4, 3, 0])
  })

  it('goes on to the next entry with each pick of a selection', () => {
    const ring = new RingHash(shares(SIX.map(address)), { minimumRingSize: 12 })
    expect([0, 1, 2].map(attempt => pick(ring, 0n, attempt))).toEqual([4, 2, 0])
  })

  it('without hosts has no host', () => {
    expect(pick(new RingHash([], {}), 5n)).toBe(-1)
  })
})

describe('the share of a host', () => {
  const spread = (ring: RingHash, hosts: number, picks: number) => {
    const counts = new Array<number>(hosts).fill(0)
    for (let i = 0n; i < picks; i++) counts[pick(ring, i * (MAX / BigInt(picks)))]++
    return counts
  }

  it('follows its weight on a large ring', () => {
    const ring = new RingHash(shares(SIX.slice(0, 3).map(address), [1, 2, 3]), { minimumRingSize: 6144 })
    expect(spread(ring, 3, 6000)).toEqual([987, 1932, 3081])
  })

  it('differs by an entry where the size does not divide', () => {
    const ring = new RingHash(shares(SIX.slice(0, 2).map(address)), { minimumRingSize: 1023, maximumRingSize: 1023 })
    expect(spread(ring, 2, 1023)).toEqual([526, 497])
  })

  it('of three equal hosts is 342 entries of 1026 by default', () => {
    const ring = new RingHash(shares(['127.0.0.1:8080', '127.0.0.2:8080', '127.0.0.3:8080']), {})
    expect(ring.size).toBe(1026)
    const keys = ['alice', 'bob', 'carol', 'dave', 'user-2', 'user-1', 'user-3', 'session-42']
    expect(keys.map(key => pick(ring, hash64(key)) + 1)).toEqual([3, 3, 3, 3, 3, 1, 1, 2])
  })
})
