import { describe, expect, test } from 'vitest'
import { SECOND } from '../../src/kernel/time.ts'
import { summarize } from '../../src/measure/summarize.ts'
import { hop, newRecorder, reviewsHop, WINDOWS } from './sample-run.ts'

const AT = 'default/productpage-v1'
const SERVICE = 'default/reviews'

/** 90/10 from the start, 50/50 asked for at `changeS`; one choice per 0.1 s, every tenth (later every second) of v2. */
function run(changeS: number) {
  const recorder = newRecorder()
  hop(recorder, reviewsHop('v1'), 11, 1)
  recorder.configure(AT, SERVICE, { v1: 0.9, v2: 0.1 }, 0)
  recorder.configure(AT, SERVICE, { v1: 0.5, v2: 0.5 }, changeS * SECOND)
  const [v1, v2] = ['v1', 'v2'].map(destination => recorder.split(AT, SERVICE, destination))
  for (let i = 0; i < 600; i++) {
    const startS = i / 10
    recorder.chose(i % (startS < 40 ? 10 : 2) === 0 ? v2 : v1, Math.round(startS * SECOND))
  }
  recorder.finish(60 * SECOND)
  return summarize(recorder, WINDOWS.windows).shares
}

describe('shares', () => {
  test('configured beside seen, with the number of choices and the band around what was seen', () => {
    const rows = run(40).filter(row => row.window === 'canary')
    expect(
      rows.map(({ destination, configured, seen, requests }) => [destination, configured, seen, requests]),
    ).toEqual([
      ['v1', 0.9, 0.9, 200],
      ['v2', 0.1, 0.1, 200],
    ])
    // Wilson for 20 of 200: 6.57 % to 14.94 %
    expect(rows[1].low).toBeCloseTo(0.0657, 4)
    expect(rows[1].high).toBeCloseTo(0.1494, 4)
    expect(rows[1]).toMatchObject({ at: AT, service: SERVICE })
  })

  test('a change at the start of a window is its share, one inside it leaves none', () => {
    const configured = (rows: ReturnType<typeof run>, window: string) =>
      rows.filter(row => row.window === window && row.destination === 'v2').map(row => row.configured)
    expect(configured(run(40), 'loss')).toEqual([0.5])
    expect(configured(run(40), 'canary..+30s')).toEqual([undefined])
    expect(configured(run(41), 'loss')).toEqual([undefined])
    expect('configured' in run(41).filter(row => row.window === 'loss')[0]).toBe(false)
  })

  test('setting the same shares again is no change', () => {
    const recorder = newRecorder()
    for (const atS of [0, 25, 45]) recorder.configure(AT, SERVICE, { v1: 1 }, atS * SECOND)
    recorder.chose(recorder.split(AT, SERVICE, 'v1'), 30 * SECOND)
    recorder.finish(60 * SECOND)
    const rows = summarize(recorder, WINDOWS.windows).shares
    expect(rows.map(row => [row.window, row.configured])).toEqual([
      ['whole run', 1],
      ['canary', 1],
      ['canary..+30s', 1],
    ])
  })

  test('a destination that was never configured, and one configured but never chosen', () => {
    const recorder = newRecorder()
    recorder.configure(AT, SERVICE, { v1: 0.99, v2: 0.01, v3: 0 }, 0)
    recorder.chose(recorder.split(AT, SERVICE, 'v1'), 30 * SECOND)
    recorder.chose(recorder.split('other', SERVICE, 'v1'), 30 * SECOND)
    recorder.finish(60 * SECOND)
    const rows = summarize(recorder, WINDOWS.windows).shares.filter(row => row.window === 'canary')
    expect(rows.map(row => [row.at, row.destination, row.configured, row.seen])).toEqual([
      [AT, 'v1', 0.99, 1],
      [AT, 'v2', 0.01, 0],
      ['other', 'v1', undefined, 1],
    ])
  })

  test('the warm-up is in no share', () => {
    expect(run(40).find(row => row.window === 'whole run')?.requests).toBe(500)
  })
})
