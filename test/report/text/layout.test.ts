import { expect, test } from 'vitest'
import { ellipsise, flow, padEnd, padStart, widthOf, wrap } from '../../../src/report/text/layout.ts'

test('width counts columns: wide signs take two, accents none', () => {
  expect(['abc', '→', '日本', 'e\u0301', '🚦'].map(widthOf)).toEqual([3, 1, 4, 1, 2])
  expect(padEnd('日本', 6)).toBe('日本  ')
  expect(padStart('41ms', 6)).toBe('  41ms')
})

test('a name loses its middle, never more than needed', () => {
  expect(ellipsise('productpage', 11, '…')).toBe('productpage')
  expect(ellipsise('productpage', 7, '…')).toBe('pro…age')
  expect(ellipsise('productpage', 8, '...')).toBe('pro...ge')
  expect(ellipsise('日本語の名前', 7, '…')).toBe('日…名前')
})

test('lines break between words; only a word longer than a line is cut', () => {
  expect(wrap('the quick brown fox', 9)).toEqual(['the quick', 'brown fox'])
  expect(wrap('see deployment/reviews', 10)).toEqual(['see', 'deployment', '/reviews'])
  expect(wrap('', 10)).toEqual([])
})

test('facts flow over lines without breaking one', () => {
  expect(flow(['5 files', '6 workloads', '22 pods'], ' · ', 22, '')).toEqual(['5 files · 6 workloads', '22 pods'])
})
