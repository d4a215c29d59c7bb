import { expect, test } from 'vitest'
import { missedGoals, missedRoutes, summedCoverage } from '../../src/routing/coverage-goals.ts'

const count = (covered: number, total: number, ...names: string[]) => ({
  covered,
  total,
  missing: names.map(name => ({ name, place: { file: 'mesh.yaml', line: 1, column: 1 } })),
})
const coverage = {
  routes: count(2, 3, 'a#0'),
  matches: count(0, 0),
  subsets: count(1, 2, 'v2'),
  destinations: count(4, 4),
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

test('several meshes are summed', () => {
  expect(summedCoverage([])).toBeUndefined()
  expect(summedCoverage([coverage])).toBe(coverage)
  const other = { ...coverage, routes: count(1, 4, 'b#0', 'b#1', 'b#2') }
  expect(summedCoverage([coverage, other])?.routes).toEqual(count(3, 7, 'a#0', 'b#0', 'b#1', 'b#2'))
})
