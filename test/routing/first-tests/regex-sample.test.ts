import fc from 'fast-check'
import { expect, test } from 'vitest'
import { re2 } from '../../../src/kernel/re2.ts'
import { regexSample } from '../../../src/routing/first-tests/regex-sample.ts'

test.each([
  ['/products/[0-9]+', '/products/0'],
  ['^/a|b$', '/a'],
  ['/v(1|2)/x', '/v1/x'],
  ['/isbn-\\d{13}', '/isbn-1111111111111'],
  ['[^/]+\\.html?', 'a.htm'],
  ['.*', 'a'],
  ['(?P<lang>en|de)-?[A-Z]{2}', 'enAA'],
])('%s has the sample %s', (pattern, sample) => {
  expect(regexSample(pattern)).toBe(sample)
})

test('what is not known, or never matches, has no sample', () => {
  expect(regexSample('(?i)abc')).toBeUndefined()
  expect(regexSample('[')).toBeUndefined()
  expect(regexSample('a^b')).toBeUndefined()
})

test('a sample always matches in full', () => {
  const atom = fc.constantFrom('a', 'b', '.', '[a-c]', '[^a]', '\\d', '\\w', '(a|b)', '(?:ab)', '/', '\\.')
  const times = fc.constantFrom('', '*', '+', '?', '{2}', '{1,3}')
  const pattern = fc.array(fc.tuple(atom, times), { minLength: 1, maxLength: 6 }).map(parts => parts.flat().join(''))
  fc.assert(
    fc.property(pattern, text => {
      const sample = regexSample(text)
      expect(sample).toBeDefined()
      expect(re2(text).program?.testExact(sample ?? '')).toBe(true)
    }),
  )
})
