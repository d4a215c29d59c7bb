import { expect, it } from 'vitest'
import { claimValues } from '../../../src/proxy/route/claim.ts'

const claims = new Map<string, unknown>([
  ['sub', 'alice'],
  ['groups', ['a', 7, 'b']],
  ['level', 7],
  ['org', { unit: { name: 'r1' } }],
])

it.each([
  [['sub'], ['alice']],
  [['groups'], ['a', 'b']],
  [['level'], []],
  [['org', 'unit', 'name'], ['r1']],
  [['org', 'team', 'name'], []],
  [['sub', 'x'], []],
  [['none'], []],
])('claim %j: %j', (path, expected) => {
  expect(claimValues(claims, path)).toEqual(expected)
})

it('no claims have no values', () => {
  expect(claimValues(undefined, ['sub'])).toEqual([])
})
