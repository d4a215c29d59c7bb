import { describe, expect, test } from 'vitest'
import type { Parsed } from '../../../src/config/scenario/parsed.ts'
import { parseRate } from '../../../src/config/scenario/rate.ts'

const outcome = (result: Parsed<number>) => (result.ok ? result.value : result.code)

describe('rates per second', () => {
  test.each([
    ['400/s', 400],
    ['90/m', 1.5],
    ['1800/h', 0.5],
    ['0.5 / s', 0.5],
    ['0/s', 0],
    ['1e-7/s', 1e-7],
  ])('%s', (text, expected) => expect(outcome(parseRate(text))).toBe(expected))

  test.each([
    ['400', 'MS3004'],
    ['-400/s', 'MS3007'],
    ['-3', 'MS3007'],
    ['400rps', 'MS3005'],
    ['400/d', 'MS3005'],
    ['fast', 'MS3006'],
    ['', 'MS3006'],
  ])('%s is refused', (text, code) => expect(outcome(parseRate(text))).toBe(code))

  test('a bare number and a foreign unit are shown as they should be', () => {
    expect(parseRate('50')).toMatchObject({ help: expect.stringContaining('write 50/s') })
    expect(parseRate('50 rpm')).toMatchObject({ help: expect.stringContaining('did you mean 50/m?') })
  })
})
