import { expect, test } from 'vitest'
import { Draws } from '../../src/kernel/draws.ts'
import { stream } from '../../src/kernel/rng.ts'
import { sampler } from '../../src/kernel/sampler.ts'

test('gives what the stream gives sample by sample, over several batches', () => {
  const exponential = sampler({ kind: 'exp', meanNs: 1e6 })
  const draws = new Draws(exponential, stream(7, 'service', 'a'))
  const rng = stream(7, 'service', 'a')
  for (let i = 0; i < 100; i++) expect(draws.next()).toBe(exponential.sample(rng))
})

test('a constant has no chance', () => {
  const draws = new Draws(sampler({ kind: 'const', valueNs: 5 }), stream(7, 'b'))
  expect(Array.from({ length: 40 }, () => draws.next())).toEqual(Array(40).fill(5))
})
