import { expect, it } from 'vitest'
import { WeightedChoice } from '../../src/traffic/weighted.ts'

/** Draws at given points of [0, 1). */
function choose(weights: readonly number[], ...points: number[]): number[] {
  let taken = 0
  const next = () => points[taken++]
  const choice = new WeightedChoice(weights, { next, next53: next, uint32: next })
  return points.map(() => choice.draw())
}

it('cuts [0, 1) in proportion to the weights', () => {
  expect(choose([1, 2, 1], 0, 0.2499, 0.25, 0.7499, 0.75, 0.9999)).toEqual([0, 0, 1, 1, 2, 2])
})

it('passes over weights of 0', () => {
  expect(choose([0, 1, 0, 1, 0], 0, 0.4999, 0.5, 0.9999)).toEqual([1, 1, 3, 3])
})
