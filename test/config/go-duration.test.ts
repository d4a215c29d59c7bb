import { expect, test } from 'vitest'
import { parseGoDuration } from '../../src/config/go-duration.ts'

test.each([
  ['1h30m', 5_400_000_000_000],
  ['1.5s', 1_500_000_000],
  ['250ms', 250_000_000],
  ['1us', 1_000],
  ['.5s', 500_000_000],
  ['0', 0],
  ['0s', 0],
  ['-2s', -2_000_000_000],
  ['10', undefined],
  ['5 s', undefined],
  ['1d', undefined],
  ['s', undefined],
  ['', undefined],
  ['1.2.3s', undefined],
])('%s', (text, expected) => {
  expect(parseGoDuration(text)).toBe(expected)
})
