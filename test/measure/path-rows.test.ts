import { expect, it } from 'vitest'
import type { RetryRow } from '../../src/measure/causes.ts'
import { pathRows } from '../../src/measure/path-rows.ts'
import { hop, newRecorder } from './sample-run.ts'

const NOBODY = { source: 'load', atGateway: false, version: '', zone: '', pod: '' }

/** `client>a`: client calls a, which answers as a workload of that name; `client>a!`: nobody answers. */
function recorded(...calls: readonly string[]) {
  const recorder = newRecorder()
  for (const call of calls) {
    const [at, to] = call.replace('!', '').split('>')
    hop(recorder, { ...NOBODY, at, to, workload: call.endsWith('!') ? '' : to }, 30, 1)
  }
  return recorder
}

function retry(call: string, amplification: number): RetryRow {
  const [at, to] = call.split('>')
  const counts = { requests: 1, attempts: 1, codes: {}, calledAgain: 0 }
  return { source: 'load', window: 'whole run', at, to, ...counts, amplification }
}

const told = (calls: readonly string[], ...retries: readonly RetryRow[]) =>
  pathRows(recorded(...calls), retries).paths.map(({ path, amplification }) => `${path.join('>')} ${amplification}`)

it('multiplies the hops of a chain', () => {
  expect(told(['client>a', 'a>b', 'b>c'], retry('client>a', 2), retry('a>b', 3), retry('b>c', 4))).toEqual([
    'client>a>b>c 24',
  ])
})

it('ends with the last hop that tries again, though the calls go on', () => {
  expect(told(['client>a', 'a>b', 'b>c'], retry('a>b', 3))).toEqual(['client>a>b 3'])
})

it('takes every branch, the most amplified first', () => {
  const calls = ['client>a', 'a>b', 'a>c', 'c>d']
  expect(told(calls, retry('a>b', 2), retry('client>a', 1.5), retry('c>d', 5))).toEqual([
    'client>a>c>d 7.5',
    'client>a>b 3',
  ])
})

it('a first call alone is no path: its hop says it all', () => {
  expect(told(['client>a'], retry('client>a', 3))).toEqual([])
})

it('workloads that call each other end it', () => {
  expect(told(['client>a', 'a>b', 'b>a'], retry('a>b', 2), retry('b>a', 2))).toEqual(['client>a>b>a 4'])
})

it('what nobody answered leads nowhere; copies of a mirror are on no path', () => {
  expect(told(['client>a!', 'a>b'], retry('a>b', 2))).toEqual([])
  expect(told(['client>a', 'a>b (mirror)'], retry('a>b (mirror)', 2))).toEqual([])
})

it('keeps the most amplified and counts the others', () => {
  const names = Array.from({ length: 25 }, (_, i) => `s${i}`)
  const calls = ['client>a', ...names.map(name => `a>${name}`)]
  const retries = names.map((name, i) => retry(`a>${name}`, 2 + i))
  const { paths, pathsLeftOut } = pathRows(recorded(...calls), retries)
  expect(paths.map(({ amplification }) => amplification)).toEqual(Array.from({ length: 20 }, (_, i) => 26 - i))
  expect(pathsLeftOut).toBe(5)
})
