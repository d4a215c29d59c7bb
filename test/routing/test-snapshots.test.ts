import { expect, test } from 'vitest'
import { readRouteTests } from '../../src/config/route-tests/read-route-tests.ts'
import { compareSnapshots, type SnapshotMode, type Snapshots } from '../../src/routing/test-snapshots.ts'

const TEXT = `kind: RouteTests
tests:
  - { name: kept, request: { host: a, path: [/x, /y] }, expect: { snapshot: true } }
  - { name: plain, request: { host: a }, expect: { status: 404 } }
`

/** The suite, and a run of it in which the mesh says these timeouts for the two requests of `kept`. */
function compared(timeouts: readonly [string, string], kept: Snapshots, mode: SnapshotMode) {
  const { suite } = readRouteTests(TEXT, 'a.yaml')
  if (!suite) throw new Error('the suite can be read')
  const place = { file: 'a.yaml', line: 3, column: 5 }
  const check = (title: string, timeout: string) => {
    return { title, place, request: '', caller: '', facts: 0, failures: [], got: { timeout, lb: ['RANDOM'] } }
  }
  const tests = [
    { name: 'kept', place, checks: [check('/x', timeouts[0]), check('/y', timeouts[1])] },
    { name: 'plain', place, checks: [check('', '1s')] },
  ]
  const { file, snapshots } = compareSnapshots(suite, { file: 'a.yaml', tests }, kept, mode)
  return { failures: file.tests.map(({ checks }) => checks.map(({ failures }) => failures)), snapshots }
}

const KEPT: Snapshots = { kept: { '/x': { lb: ['RANDOM'], timeout: '1s' }, '/y': { lb: ['RANDOM'], timeout: '2s' } } }

test('only checks that ask for it are compared and kept', () => {
  const { failures, snapshots } = compared(['1s', '2s'], {}, 'add')
  expect(failures).toEqual([[[], []], [[]]])
  expect(snapshots).toEqual(KEPT)
})

test('what is as it was is not written again', () => {
  for (const mode of ['check', 'add', 'update', 'update-some'] as const) {
    expect(compared(['1s', '2s'], KEPT, mode).snapshots).toBe(KEPT)
  }
})

test('a difference names the key and both sides, and keeps the older side', () => {
  const { failures, snapshots } = compared(['1s', '9s'], KEPT, 'add')
  expect(failures[0][0]).toEqual([])
  expect(failures[0][1]).toEqual([expect.objectContaining({ what: 'snapshot timeout', expected: '"2s"', got: '"9s"' })])
  expect(snapshots).toBe(KEPT)
})

test('what is missing fails in CI, and is added elsewhere', () => {
  const some = { kept: { '/x': KEPT.kept['/x'] } }
  const inCi = compared(['1s', '2s'], some, 'check')
  expect(inCi.failures[0].map(each => each.length)).toEqual([0, 1])
  expect(inCi.snapshots).toBe(some)
  expect(compared(['1s', '2s'], some, 'add')).toMatchObject({ failures: [[[], []], [[]]], snapshots: KEPT })
})

test('an update takes what is, and drops what no test has', () => {
  const old: Snapshots = { ...KEPT, gone: { '': { timeout: '1s' } } }
  const { failures, snapshots } = compared(['1s', '9s'], old, 'update')
  expect(failures).toEqual([[[], []], [[]]])
  expect(Object.keys(snapshots)).toEqual(['kept'])
  expect(snapshots.kept['/y']).toMatchObject({ timeout: '9s' })
  expect(Object.keys(compared(['1s', '9s'], old, 'update-some').snapshots)).toEqual(['gone', 'kept'])
})
