import fc from 'fast-check'
import { expect, it } from 'vitest'
import { weightedPick } from '../../src/proxy/weighted-pick.ts'

it.each([
  [[30, 30, 40], 115, 0],
  [[30, 30, 40], 445, 1],
  [[30, 30, 40], 560, 2],
  [[90, 10], 89, 0],
  [[90, 10], 90, 1],
  [[0, 100], 0, 1],
  [[100, 0], 99, 0],
  [[1, 1], 3, 1],
  [[40, 40], 60, 1],
  [[0, 0], 5, -1],
  [[], 5, -1],
])('%j at %i: %i', (weights, r, index) => {
  expect(weightedPick(weights, r)).toBe(index)
})

it('each residue of the sum leads to one cluster, as many as its weight', () => {
  const property = fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 5 }), weights => {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const counts = weights.map(() => 0)
    for (let r = 0; r < total; r++) counts[weightedPick(weights, r)]++
    expect(counts).toEqual(weights)
  })
  fc.assert(property)
})
