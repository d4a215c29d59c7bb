import { describe, expect, it } from 'vitest'
import { LocalityWrr } from '../../../src/proxy/balance/locality-wrr.ts'

function locality(weight: number, total: number, healthy: number) {
  const list = (count: number) => ({ id: 0, slots: new Int32Array(count) })
  return { name: '', weight, all: list(total), healthy: list(healthy), degraded: list(0) }
}

/** Rows of Envoy's locality_wrr_test.cc. */
describe('locality weights', () => {
  it('1 and 2', () => {
    const localities = [locality(1, 1, 1), locality(2, 1, 1)]
    const wrr = new LocalityWrr(localities, 0)
    const picks = Array.from({ length: 6 }, () => wrr.pick()).map(picked => (picked === localities[1] ? 1 : 0))
    expect(picks).toEqual([1, 0, 1, 1, 0, 1])
  })

  it.each([
    [5, 33],
    [4, 33],
    [3, 29],
    [2, 22],
    [1, 12],
    [0, 0],
  ])('%i of 5 hosts of weight 1 healthy beside weight 2: %i of 100', (healthy, expected) => {
    const localities = [locality(1, 5, healthy), locality(2, 1, 1)]
    const wrr = new LocalityWrr(localities, 0)
    const picks = Array.from({ length: 100 }, () => wrr.pick() === localities[0]).filter(Boolean)
    expect(picks).toHaveLength(expected)
  })

  it('nobody: no weight, or no healthy host', () => {
    expect(new LocalityWrr([locality(0, 3, 3), locality(1, 2, 0)], 5).pick()).toBeUndefined()
  })
})
