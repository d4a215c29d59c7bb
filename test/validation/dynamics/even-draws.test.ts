import { expect, it } from 'vitest'
import { evenDraws, evenPickDraws } from '../../../src/validation/dynamics/even-draws.ts'

it('percentages come round once in a hundred, after the given draws', () => {
  const rng = evenDraws([7, 8])
  expect([rng.uint32(), rng.uint32()]).toEqual([7, 8])
  const drawn = Array.from({ length: 200 }, () => rng.uint32() % 100).sort((a, b) => a - b)
  expect(drawn).toEqual(Array.from({ length: 200 }, (_, index) => index >> 1))
})

it('hosts and percentages taken from one number are independent where their numbers have no common divisor', () => {
  const rng = evenDraws()
  const pairs = new Map<string, number>()
  for (let i = 0; i < 3000; i++) {
    const r = rng.uint32()
    const pair = `${r % 100 < 50} ${r % 3}`
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  expect([...pairs.values()]).toEqual([500, 500, 500, 500, 500, 500])
})

it('two draws of one pick are independent: the better of two is drawn as often as it should', () => {
  const { rng, nextPick } = evenPickDraws([])
  let both = 0
  for (let i = 0; i < 9000; i++) {
    nextPick()
    if (rng.next() < 1 / 3 && rng.next() < 1 / 3) both++
  }
  expect(Math.abs(both - 1000)).toBeLessThanOrEqual(10)
})
