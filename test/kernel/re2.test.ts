import { expect, test } from 'vitest'
import { re2 } from '../../src/kernel/re2.ts'

test('a pattern is compiled once', () => {
  expect(re2('/a[0-9]+').program?.testExact('/a12')).toBe(true)
  expect(re2('/a[0-9]+').program?.testExact('/a12b')).toBe(false)
  expect(re2('/a[0-9]+')).toBe(re2('/a[0-9]+'))
})

test('what RE2 refuses has a reason', () => {
  expect(re2('*')).toEqual({ problem: 'missing argument to repetition operator: `*`' })
  expect(re2('a(?=b)').program).toBeUndefined()
})
