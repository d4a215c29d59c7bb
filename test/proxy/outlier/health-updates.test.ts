import { expect, it } from 'vitest'
import { NEVER } from '../../../src/kernel/time.ts'
import { HealthUpdates } from '../../../src/proxy/outlier/health-updates.ts'

const MS = 1_000_000

function setUp() {
  const delivered: number[] = []
  const updates = new HealthUpdates(nowNs => delivered.push(nowNs / MS))
  return { delivered, updates }
}

it('the first change is told at once, one within the next second a second after it happened', () => {
  const { delivered, updates } = setUp()
  updates.changed(300 * MS)
  updates.changed(329 * MS)
  updates.changed(900 * MS)
  expect(delivered).toEqual([300])
  expect(updates.pendingNs).toBe(1329 * MS)
  updates.deliver(1329 * MS)
  expect(delivered).toEqual([300, 1329])
  expect(updates.pendingNs).toBe(NEVER)
})

it('a change exactly a second after the last news still waits, one later does not', () => {
  const { delivered, updates } = setUp()
  updates.changed(0)
  updates.changed(1000 * MS)
  expect(delivered).toEqual([0])
  updates.deliver(2000 * MS)
  updates.changed(3001 * MS)
  expect(delivered).toEqual([0, 2000, 3001])
})

it('with a window of 0 nothing waits', () => {
  const delivered: number[] = []
  const updates = new HealthUpdates(nowNs => delivered.push(nowNs / MS), 0)
  updates.changed(0)
  updates.changed(0)
  updates.changed(1 * MS)
  expect(delivered).toEqual([0, 0, 1])
  expect(updates.pendingNs).toBe(NEVER)
})

it('another window than the default', () => {
  const delivered: number[] = []
  const updates = new HealthUpdates(nowNs => delivered.push(nowNs / MS), 200 * MS)
  updates.changed(0)
  updates.changed(150 * MS)
  expect(updates.pendingNs).toBe(350 * MS)
  updates.deliver(350 * MS)
  updates.changed(551 * MS)
  expect(delivered).toEqual([0, 350, 551])
})

/** Counters of the cluster manager, as recorded for ejections and pushes. */
it('counts what went out at once, after a wait, and with a push that cut the wait short', () => {
  const { updates } = setUp()
  const counters = () => [updates.delivered, updates.outOfWindow, updates.merged, updates.cancelled]
  updates.changed(0)
  expect(counters()).toEqual([1, 1, 0, 0])
  updates.changed(500 * MS)
  updates.merge(1500 * MS)
  expect(counters()).toEqual([1, 1, 1, 0])
  updates.changed(2000 * MS)
  updates.deliver(2100 * MS)
  expect(counters()).toEqual([2, 1, 1, 1])
  updates.deliver(2200 * MS)
  expect(counters()).toEqual([3, 1, 1, 1])
})
