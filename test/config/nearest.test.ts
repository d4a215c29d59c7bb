import { expect, test } from 'vitest'
import { nearest } from '../../src/config/nearest.ts'

test.each([
  ['VirtualServcie', ['Service', 'VirtualService'], 'VirtualService'],
  ['virtualservice', ['Service', 'VirtualService'], 'VirtualService'],
  ['tiemout', ['timeout', 'retries'], 'timeout'],
  ['hosts', ['host', 'ports'], 'host'],
  ['zzz', ['host', 'ports'], undefined],
  ['ab', ['xy', 'yz'], undefined],
  ['x', [], undefined],
])('%s of %j', (word, candidates, expected) => {
  expect(nearest(word, candidates)).toBe(expected)
})
