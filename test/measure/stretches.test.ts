import { describe, expect, it } from 'vitest'
import { Histogram } from '../../src/measure/histogram.ts'
import { joinedInPairs, SourceStretches, Stretches } from '../../src/measure/stretches.ts'

/** One request in each of these buckets, its latency the bucket's number; every tenth fails. */
function filled(stretches: Stretches, from: number, to: number): Stretches {
  for (let bucket = from; bucket < to; bucket++) {
    const latency = new Histogram()
    latency.record(bucket)
    stretches.absorb(latency, { errors: bucket % 10 === 0 ? 1 : 0, degraded: 0 })
    stretches.flush(bucket)
  }
  return stretches
}

/** Lowest latency, requests and errors of each. */
const told = ({ stretches }: ReturnType<Stretches['finished']>) =>
  stretches.map(({ latency, errors }) => [latency.min, latency.count, errors])

/** How many buckets each has, and how many there are. */
const sizes = ({ bucketsEach, stretches }: ReturnType<Stretches['finished']>) => [bucketsEach, stretches.length]

describe('the stretches of a run', () => {
  it('are its buckets while they are few, from the first that counts', () => {
    const finished = filled(new Stretches(5), 0, 8).finished(8)
    expect(finished.bucketsEach).toBe(1)
    expect(told(finished)).toEqual([
      [5, 1, 0],
      [6, 1, 0],
      [7, 1, 0],
    ])
  })

  it('become twice as long whenever there would be 80', () => {
    expect(sizes(filled(new Stretches(0), 0, 79).finished(79))).toEqual([1, 79])
    expect(sizes(filled(new Stretches(0), 0, 80).finished(80))).toEqual([2, 40])
    const more = filled(new Stretches(0), 0, 81).finished(81)
    expect(sizes(more)).toEqual([2, 40])
    expect(told(more)[0]).toEqual([0, 2, 1])
    const many = filled(new Stretches(0), 0, 1000).finished(1000)
    // 16 buckets each: 62 are over, the 63rd is not.
    expect(sizes(many)).toEqual([16, 62])
    expect(told(many)[61]).toEqual([976, 16, 2])
  })

  it('have places for buckets without a request', () => {
    const gaps = filled(filled(new Stretches(0), 0, 1), 4, 5)
    expect(gaps.finished(6).stretches.map(({ latency }) => latency.count)).toEqual([1, 0, 0, 0, 1, 0])
    expect(new Stretches(10).finished(4).stretches).toEqual([])
    expect(sizes(gaps.finished(200))).toEqual([4, 50])
  })

  it('join with their neighbours, the first left over', () => {
    const { stretches } = filled(new Stretches(0), 0, 5).finished(5)
    expect(joinedInPairs(stretches).map(({ latency }) => [latency.min, latency.max])).toEqual([
      [1, 2],
      [3, 4],
    ])
  })

  it('begin after the first bucket that has a part of the warm-up before it', () => {
    for (const [warmupNs, first] of [
      [0, 1],
      [10, 2],
      [15, 2],
      [20, 3],
    ]) {
      const sources = new SourceStretches(warmupNs, 10)
      filled(sources.of('users'), 0, 6)
      expect(sources.of('users').finished(6).stretches).toHaveLength(6 - first)
    }
  })
})
