import { describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../../../src/kernel/time.ts'
import { SlowStart } from '../../../src/proxy/balance/slow-start.ts'
import { hostTable } from '../hosts.ts'

/** Factor of a host of that age, in a window of 60 s. */
function factor(ageNs: number, aggression = 1, minWeightPercent = 10) {
  const hosts = hostTable(1)
  hosts.addedNs[0] = 100 * SECOND
  return new SlowStart(hosts, { windowNs: 60 * SECOND, aggression, minWeightPercent }).factor(0, 100 * SECOND + ageNs)
}

describe('the weight of a new host', () => {
  it.each([
    ['grows with its age', factor(30 * SECOND), 0.5],
    ['is whole after the window', factor(60 * SECOND), 1],
    ['and stays so', factor(600 * SECOND), 1],
    ['is at least the minimum', factor(0), 0.1],
    ['whatever the minimum', factor(6 * SECOND, 1, 30), 0.3],
    ['counts whole milliseconds, at least one', factor(0, 1, 0), 1 / 60_000],
    ['cuts the rest', factor(1.9 * MILLISECOND, 1, 0), 1 / 60_000],
  ])('%s', (_, seen, expected) => {
    expect(seen).toBe(expected)
  })

  it('grows faster at first with an aggression above 1: the root of the age', () => {
    expect(factor(15 * SECOND, 2)).toBeCloseTo(0.5, 15)
  })
})

it('hosts of the first assignment are past their window', () => {
  const slowStart = new SlowStart(hostTable(1), { windowNs: 60 * SECOND, aggression: 1, minWeightPercent: 10 })
  expect(slowStart.includes(0, 0)).toBe(false)
  expect(slowStart.factor(0, 0)).toBe(1)
})
