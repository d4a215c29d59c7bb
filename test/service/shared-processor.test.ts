import { describe, expect, it } from 'vitest'
import { SharedProcessor } from '../../src/service/shared-processor.ts'

/** Runs arrivals of [instant, work] to the end; returns when each was done. */
function departures(workers: number, arrivals: readonly (readonly [atNs: number, workNs: number])[]): number[] {
  const processor = new SharedProcessor(workers)
  const done: number[] = []
  let next = 0
  let nowNs = 0
  while (next < arrivals.length || processor.count > 0) {
    const doneNs = processor.nextDoneNs(nowNs)
    const arrivalNs = arrivals[next]?.[0] ?? Number.POSITIVE_INFINITY
    if (arrivalNs < doneNs) {
      nowNs = arrivalNs
      processor.add(next, arrivals[next][1], nowNs)
      next++
    } else {
      nowNs = doneNs
      done[processor.takeDone(nowNs)] = nowNs
    }
  }
  return done
}

describe('SharedProcessor', () => {
  it('serves a lone request at full speed', () => {
    expect(departures(1, [[100, 10]])).toEqual([110])
  })

  it('halves the speed of two that arrive together', () => {
    expect(
      departures(1, [
        [0, 10],
        [0, 10],
      ]),
    ).toEqual([20, 20])
  })

  it('gives a late arrival its share from then on', () => {
    // At 5 the first has 5 left and shares: done at 15. The second has 5 left by then and runs alone: done at 20.
    expect(
      departures(1, [
        [0, 10],
        [5, 10],
      ]),
    ).toEqual([15, 20])
  })

  it('slows nobody while there are processors for all', () => {
    expect(
      departures(2, [
        [0, 10],
        [3, 10],
      ]),
    ).toEqual([10, 13])
  })

  it('gives each of three on two processors two thirds', () => {
    expect(
      departures(2, [
        [0, 20],
        [0, 20],
        [0, 20],
      ]),
    ).toEqual([30, 30, 30])
  })

  it('lets a short request overtake a long one', () => {
    // From 10 on both run at half speed: the short one is done after 10 more, the long one has 85 left then.
    expect(
      departures(1, [
        [0, 100],
        [10, 5],
      ]),
    ).toEqual([105, 20])
  })

  it('does the same total work whatever the order of service', () => {
    const work = [7, 31, 12, 5, 44, 3].map((workNs, i) => [i, workNs] as const)
    const total = 7 + 31 + 12 + 5 + 44 + 3
    const endNs = Math.max(...departures(1, work))
    // Each departure is rounded up to a whole ns, in which the processor idles for less than 1 ns.
    expect(endNs).toBeGreaterThanOrEqual(total)
    expect(endNs).toBeLessThan(total + work.length)
  })
})
