import { describe, expect, it } from 'vitest'
import { type Locality, NO_LOCALITY } from '../../src/kernel/locality.ts'
import { MICROSECOND, MILLISECOND } from '../../src/kernel/time.ts'
import { distanceOf, Network, type NetworkSpec, OUTSIDE } from '../../src/service/network.ts'

const at = (region: string, zone: string, subzone = ''): Locality => ({ region, zone, subzone })
const constant = (valueNs: number) => ({ kind: 'const', valueNs }) as const

const PLACES = [at('eu', 'a'), at('eu', 'a', 'rack1'), at('eu', 'b'), at('us', 'a')]
const SPEC: NetworkSpec = {
  client: constant(18 * MILLISECOND),
  sameZone: constant(300 * MICROSECOND),
  crossZone: constant(1100 * MICROSECOND),
  crossRegion: constant(70 * MILLISECOND),
  jitter: 0,
}

describe('distance', () => {
  it.each([
    ['one zone', at('eu', 'a'), at('eu', 'a'), 'sameZone'],
    ['two racks of one zone', at('eu', 'a', 'rack1'), at('eu', 'a', 'rack2'), 'sameZone'],
    ['two zones', at('eu', 'a'), at('eu', 'b'), 'crossZone'],
    ['zones of one name in two regions', at('eu', 'a'), at('us', 'a'), 'crossRegion'],
    ['somewhere unknown', at('eu', 'a'), NO_LOCALITY, 'crossRegion'],
    ['both unknown', NO_LOCALITY, NO_LOCALITY, 'sameZone'],
  ] as const)('%s', (_, from, to, distance) => {
    expect(distanceOf(from, to)).toBe(distance)
    expect(distanceOf(to, from)).toBe(distance)
  })
})

describe('constant latencies', () => {
  const network = new Network(SPEC, 1, PLACES)

  it('go by distance, both ways', () => {
    const rows = [OUTSIDE, 0, 1, 2, 3].map(from => [OUTSIDE, 0, 1, 2, 3].map(to => network.delayNs(from, to) / 1000))
    expect(rows).toEqual([
      [18_000, 18_000, 18_000, 18_000, 18_000],
      [18_000, 300, 300, 1100, 70_000],
      [18_000, 300, 300, 1100, 70_000],
      [18_000, 1100, 1100, 300, 70_000],
      [18_000, 70_000, 70_000, 70_000, 300],
    ])
  })

  it('say that they are constant', () => {
    expect(network.constantNs(0, 2)).toBe(1100 * MICROSECOND)
    expect(network.constantNs(OUTSIDE, 0)).toBe(18 * MILLISECOND)
  })

  it('know a locality again, and take in new ones', () => {
    const growing = new Network(SPEC, 1, PLACES)
    expect(growing.indexOf(at('eu', 'b'))).toBe(2)
    const added = growing.indexOf(at('us', 'c'))
    expect(added).toBe(4)
    expect(growing.indexOf(at('us', 'c'))).toBe(4)
    expect([growing.distance(added, 3), growing.distance(0, added)]).toEqual(['crossZone', 'crossRegion'])
    expect(growing.delayNs(added, OUTSIDE)).toBe(18 * MILLISECOND)
  })
})

describe('random latencies', () => {
  const drawn = (network: Network, from: number, to: number, count: number) =>
    Array.from({ length: count }, () => network.delayNs(from, to))

  it('spread uniformly by the jitter around a constant', () => {
    const network = new Network({ ...SPEC, jitter: 0.1 }, 1, PLACES)
    const n = 10_000
    const delays = drawn(network, 0, 2, n)
    expect(network.constantNs(0, 2)).toBe(-1)
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(990 * MICROSECOND)
    expect(Math.max(...delays)).toBeLessThanOrEqual(1210 * MICROSECOND)
    const mean = delays.reduce((sum, ns) => sum + ns, 0) / n
    const sigma = (220 * MICROSECOND) / Math.sqrt(12)
    expect(Math.abs(mean - 1100 * MICROSECOND)).toBeLessThan((4 * sigma) / Math.sqrt(n))
    expect(delays.every(Number.isInteger)).toBe(true)
  })

  it('follow their distribution', () => {
    const network = new Network({ ...SPEC, sameZone: { kind: 'exp', meanNs: MILLISECOND } }, 1, PLACES)
    const n = 10_000
    const mean = drawn(network, 0, 1, n).reduce((sum, ns) => sum + ns, 0) / n
    expect(Math.abs(mean / MILLISECOND - 1)).toBeLessThan(4 / Math.sqrt(n))
    expect([network.constantNs(0, 1), network.constantNs(0, 2)]).toEqual([-1, 1100 * MICROSECOND])
  })

  it('have one stream per pair of places: more places, or traffic elsewhere, shift nothing', () => {
    const spec = { ...SPEC, crossZone: { kind: 'exp', meanNs: MILLISECOND } } as const
    const alone = drawn(new Network(spec, 1, PLACES.slice(0, 3)), 0, 2, 50)
    const beside = new Network(spec, 1, [...PLACES, at('eu', 'c')])
    drawn(beside, 2, 0, 7)
    drawn(beside, 0, 4, 7)
    expect(drawn(beside, 0, 2, 50)).toEqual(alone)
    expect(drawn(new Network(spec, 2, PLACES), 0, 2, 50)).not.toEqual(alone)
  })
})
