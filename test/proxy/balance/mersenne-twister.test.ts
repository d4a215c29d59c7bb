import { expect, it } from 'vitest'
import { MersenneTwister } from '../../../src/proxy/balance/mersenne-twister.ts'

it('gives what the C++ standard demands: the 10000th number of the default seed', () => {
  const twister = new MersenneTwister(5489)
  for (let i = 1; i < 10_000; i++) twister.uint32()
  expect(twister.uint32()).toBe(4_123_659_995)
})
