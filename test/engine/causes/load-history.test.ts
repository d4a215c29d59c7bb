import { expect, it } from 'vitest'
import { LoadHistory } from '../../../src/engine/causes/load-history.ts'
import type { PriorityLoad } from '../../../src/proxy/balance/priority-load.ts'

const S = 1_000_000_000
const load = (...healthy: readonly number[]): PriorityLoad => {
  return { healthy, degraded: healthy.map(() => 0), panic: healthy.map(() => false) }
}
const panic: PriorityLoad = { healthy: [100, 0], degraded: [0, 0], panic: [true, false] }

it('takes the mean over the proxies, whoever changed', () => {
  const history = new LoadHistory(S)
  history.note(1, load(100, 0), 4, 4, 0)
  history.note(2, load(100, 0), 4, 4, 2 * S)
  history.note(2, load(70, 30), 4, 2, 5 * S)
  expect(history.steps.map(({ atNs, proxies, loads, healthy }) => ({ atNs, proxies, loads, healthy }))).toEqual([
    { atNs: 0, proxies: 1, loads: [100, 0], healthy: 4 },
    { atNs: 2 * S, proxies: 2, loads: [100, 0], healthy: 4 },
    { atNs: 5 * S, proxies: 2, loads: [85, 15], healthy: 3 },
  ])
})

it('news without news is no step; of one bucket the last counts', () => {
  const history = new LoadHistory(S)
  history.note(1, load(100, 0), 4, 4, 0)
  history.note(1, load(100, 0), 4, 4, 3 * S)
  history.note(1, load(70, 30), 4, 2, 5.1 * S)
  history.note(1, load(35, 65), 4, 1, 5.9 * S)
  expect(history.steps.map(({ atNs, loads }) => [atNs / S, loads[0]])).toEqual([
    [0, 100],
    [5.9, 35],
  ])
})

it('adds up the time in panic over the proxies, to the end', () => {
  const history = new LoadHistory(S)
  for (const proxy of [1, 2]) history.note(proxy, load(100, 0), 4, 4, 0)
  expect(history.isWorthTelling).toBe(false)
  history.note(1, panic, 4, 1, 10 * S)
  history.note(2, panic, 4, 1, 12 * S)
  history.note(1, load(100, 0), 4, 4, 15 * S)
  expect(history.panicNs(20 * S)).toBe((5 + 8) * S)
  expect(history.isWorthTelling).toBe(true)
})

it('a dead proxy weighs nothing any more', () => {
  const history = new LoadHistory(S)
  history.note(1, load(0, 100), 4, 2, 0)
  history.note(2, load(100, 0), 4, 2, 1 * S)
  history.forget(1, 4 * S)
  expect(history.steps.at(-1)).toMatchObject({ proxies: 1, loads: [100, 0] })
  expect(history.proxies).toBe(2)
})

it('remembers a bounded number of steps, and counts the others', () => {
  const history = new LoadHistory(S)
  for (let i = 0; i < 600; i++) history.note(1, i % 2 === 0 ? load(100, 0) : load(70, 30), 4, 4, i * S)
  expect(history.steps).toHaveLength(500)
  expect(history.stepsLeftOut).toBe(100)
})
