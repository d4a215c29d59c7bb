import { expect, test } from 'vitest'
import { fqdnProblem, hostsOverlap, isSubsetOf, wildcardHostProblem } from '../../../src/config/istio/host.ts'

test.each([
  ['web', true, true],
  ['web.shop.svc.cluster.local', true, true],
  ['web.example.', true, true],
  ['*', false, true],
  ['*.example', false, true],
  ['*web.example', false, true],
  ['*-web.example', false, true],
  ['web.*', false, false],
  ['*web*', false, false],
  ['web_x', false, false],
  ['-web', false, false],
  ['web..example', false, false],
  ['web.10', false, false],
  ['', false, false],
  [`${'a'.repeat(64)}.example`, false, false],
  [`${'a.'.repeat(127)}ab`, false, false],
])('%s: full name %s, with wildcard %s', (name, isFull, isWildcard) => {
  expect(fqdnProblem(name) === undefined).toBe(isFull)
  expect(wildcardHostProblem(name) === undefined).toBe(isWildcard)
})

test.each([
  ['a.example', '*.example', true],
  ['*.a.example', '*.example', true],
  ['*.example', '*.a.example', false],
  ['example', '*.example', false],
  ['a.example', 'a.example', true],
  ['a.example', 'b.example', false],
  ['anything', '*', true],
  ['*', 'anything', false],
])('%s within %s: %s', (host, wider, expected) => {
  expect(isSubsetOf(host, wider)).toBe(expected)
  if (expected) expect(hostsOverlap(wider, host)).toBe(true)
})
