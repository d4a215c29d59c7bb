import { expect, test } from 'vitest'
import { joinedCoverage, missedGoals, missedRoutes } from '../../src/routing/coverage-goals.ts'

const items = (names: string, file = 'mesh.yaml') =>
  names.split(' ').flatMap(name => (name === '' ? [] : [{ name, place: { file, line: 1, column: 1 } }]))
const count = (touched: string, missing = '', file = 'mesh.yaml') => ({
  touched: items(touched, file),
  missing: items(missing, file),
})
const coverage = {
  routes: count('a#1 a#2', 'a#0'),
  matches: count(''),
  subsets: count('v1', 'v2'),
  destinations: count('d1 d2 d3 d4'),
}

test('shares are compared exactly, not rounded', () => {
  expect(missedRoutes(coverage, 66)).toEqual([])
  expect(missedRoutes(coverage, 66.7)).toHaveLength(1)
  expect(missedRoutes(coverage, 67)).toEqual(['coverage of routes: 2 of 3 are touched, 67% are wanted'])
})

test('every goal that is stated counts; nothing to cover is all covered', () => {
  expect(missedGoals(coverage, { exclude: [] }, 'a.yaml')).toEqual([])
  expect(missedGoals(coverage, { matches: 100, destinations: 100, subsets: 50, exclude: [] }, 'a.yaml')).toEqual([])
  expect(missedGoals(coverage, { routes: 100, subsets: 51, exclude: [] }, 'a.yaml')).toEqual([
    expect.stringContaining('routes of a.yaml'),
    expect.stringContaining('subsets of a.yaml'),
  ])
})

test('several meshes: what they share counts once and is touched if either touches it, all else is added', () => {
  expect(joinedCoverage([])).toBeUndefined()
  expect(joinedCoverage([coverage])).toBe(coverage)
  const shared = { ...coverage, routes: count('a#0', 'a#1 a#2 a#3') }
  expect(joinedCoverage([coverage, shared])?.routes).toEqual(count('a#1 a#2 a#0', 'a#3'))
  const elsewhere = { ...coverage, routes: count('a#0', 'a#1', 'other.yaml') }
  expect(joinedCoverage([coverage, elsewhere])?.routes).toEqual({
    touched: [...items('a#1 a#2'), ...items('a#0', 'other.yaml')],
    missing: [...items('a#0'), ...items('a#1', 'other.yaml')],
  })
})
