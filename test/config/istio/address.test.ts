import { expect, test } from 'vitest'
import { isIpAddress, isIpSubnet, unixSocketProblem } from '../../../src/config/istio/address.ts'

test.each([
  ['10.1.2.3', true],
  ['0.0.0.0', true],
  ['10.1.2.256', false],
  ['10.1.2.03', false],
  ['10.1.2', false],
  ['::', true],
  ['::1', true],
  ['2001:db8::1', true],
  ['1:2:3:4:5:6:7:8', true],
  ['1:2:3:4:5:6:7:8:9', false],
  ['1:2:3:4:5:6:7', false],
  ['::ffff:10.1.2.3', true],
  ['1::2::3', false],
  ['12345::', false],
  ['fe80::1%eth0', true],
  ['web', false],
  ['', false],
])('address %s: %s', (text, expected) => {
  expect(isIpAddress(text)).toBe(expected)
})

test.each([
  ['10.0.0.0/8', true],
  ['10.0.0.0/33', false],
  ['10.0.0.0/', false],
  ['10.0.0.0/08', false],
  ['2001:db8::/32', true],
  ['2001:db8::/129', false],
  ['10.1.2.3', true],
])('block %s: %s', (text, expected) => {
  expect(isIpSubnet(text)).toBe(expected)
})

test('unix sockets are absolute paths of files, or abstract', () => {
  expect(unixSocketProblem('unix:///run/a.sock')).toBeUndefined()
  expect(unixSocketProblem('unix://@a')).toBeUndefined()
  for (const bad of ['unix://', 'unix://run/a', 'unix:///run/']) expect(unixSocketProblem(bad)).toBeDefined()
})
