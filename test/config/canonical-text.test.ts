import { expect, test } from 'vitest'
import { canonicalText } from '../../src/config/canonical-text.ts'

test('the order of keys is nothing, that of lists is', () => {
  expect(canonicalText({ b: [{ d: 1, c: 'x' }], a: null })).toBe('{"a":null,"b":[{"c":"x","d":1}]}')
  expect(canonicalText([1, 2])).not.toBe(canonicalText([2, 1]))
})

test('a key without a value is none', () => {
  expect(canonicalText({ a: undefined })).toBe(canonicalText({}))
})
