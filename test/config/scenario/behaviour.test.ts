import { describe, expect, test } from 'vitest'
import {
  behaviourOf,
  DEFAULT_BEHAVIOUR,
  matchesWorkload,
  unmatchedEntries,
} from '../../../src/config/scenario/behaviour.ts'
import type { Behaviour, WorkloadEntry } from '../../../src/config/scenario/scenario.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'

const entry = (name: string, behaviour: Behaviour): WorkloadEntry => ({ pattern: { name, place: NO_PLACE }, behaviour })
const web = { namespace: 'shop', name: 'web-v1' }

describe('which workloads a key means', () => {
  test.each([
    ['web-v1', true],
    ['web-*', true],
    ['*', true],
    ['w?b-v1', true],
    ['shop/web-v1', true],
    ['shop/*', true],
    ['*/web-v1', true],
    ['web', false],
    ['web-v', false],
    ['default/web-v1', false],
    ['web.v1', false],
    ['w*b', false],
  ])('%s', (pattern, expected) => expect(matchesWorkload(pattern, web)).toBe(expected))

  test('a bare name that several namespaces have means the one in default', () => {
    const other = { namespace: 'default', name: 'web-v1' }
    expect(matchesWorkload('web-v1', web, [web, other])).toBe(false)
    expect(matchesWorkload('web-v1', other, [web, other])).toBe(true)
    expect(matchesWorkload('web-*', web, [web, other])).toBe(true)
    expect(matchesWorkload('web-v1', web, [web, web])).toBe(true)
  })

  test('keys that match nothing are found; the key for everything is never one', () => {
    const entries = ['web-v1', 'api', '*', 'api-*'].map(name => entry(name, {}))
    expect(unmatchedEntries(entries, [web]).map(({ pattern }) => pattern.name)).toEqual(['api', 'api-*'])
    expect(unmatchedEntries(entries, []).map(({ pattern }) => pattern.name)).toEqual(['web-v1', 'api', 'api-*'])
  })
})

describe('the behaviour of a workload', () => {
  test('without an entry it is the default', () => {
    expect(behaviourOf([], web)).toEqual({ behaviour: DEFAULT_BEHAVIOUR, setBy: {} })
    expect(DEFAULT_BEHAVIOUR).toMatchObject({
      time: { p50Ns: 5e6, p99Ns: 25e6 },
      concurrency: 32,
      queue: 1024,
      proxyConcurrency: 2,
    })
  })

  test('a name wins over a glob, more literal characters over fewer, whatever the order', () => {
    const exact = entry('web-v1', { concurrency: 1 })
    const long = entry('web-v*', { concurrency: 2, queue: 2 })
    const short = entry('web-*', { concurrency: 3, queue: 3, proxyConcurrency: 3 })
    for (const entries of [
      [exact, long, short],
      [short, long, exact],
      [long, exact, short],
    ]) {
      const { behaviour, setBy } = behaviourOf(entries, web)
      expect(behaviour).toMatchObject({ concurrency: 1, queue: 2, proxyConcurrency: 3, sharing: 'fifo' })
      expect(setBy).toEqual({ concurrency: exact, queue: long, proxyConcurrency: short })
    }
  })

  test('among equals the later wins', () => {
    const entries = [
      entry('web-*', { queue: 1, concurrency: 1 }),
      entry('*-v1x', { queue: 9 }),
      entry('*eb-v1', { queue: 7 }),
      entry('web-?1', { queue: 5 }),
    ]
    expect(behaviourOf(entries, web).behaviour).toMatchObject({ queue: 5, concurrency: 1 })
    expect(behaviourOf([entry('web-*', { queue: 1 }), entry('web-*', { queue: 2 })], web).behaviour.queue).toBe(2)
  })

  test('an empty list of calls overrides an inherited one', () => {
    const call = { to: { name: 'a', place: NO_PLACE }, method: 'GET', tries: 1, timeoutNs: 0, onError: 'fail' as const }
    expect(behaviourOf([entry('*', { calls: [[call]] }), entry('web-v1', { calls: [] })], web).behaviour.calls).toEqual(
      [],
    )
  })
})

test('a name without a cluster means the workload in each of them', () => {
  const all = ['web@east', 'web@west', 'web-api@west'].map(name => ({ namespace: 'default', name }))
  const meant = (pattern: string) => all.filter(each => matchesWorkload(pattern, each, all)).map(({ name }) => name)
  expect(meant('web')).toEqual(['web@east', 'web@west'])
  expect(meant('default/web')).toEqual(['web@east', 'web@west'])
  expect(meant('web@west')).toEqual(['web@west'])
  expect(meant('*@west')).toEqual(['web@west', 'web-api@west'])
  expect(meant('web-?pi')).toEqual(['web-api@west'])
})
