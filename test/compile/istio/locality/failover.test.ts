import { expect, test } from 'vitest'
import { byDistance } from '../../../../src/compile/istio/locality/failover.ts'
import { localitySetting } from '../../../../src/compile/istio/locality/setting.ts'
import { parseLocality } from '../../../../src/compile/istio/pods/workload-template.ts'
import { NO_LOCALITY } from '../../../../src/kernel/locality.ts'
import { group, priorities } from './localities.ts'

const GROUPS = ['r1/z1/s1', 'r1/z1/s2', 'r1/z2', 'r2/z3', 'r3/z4'].map(locality => group(locality, {}))

test('same subzone, same zone, same region, elsewhere', () => {
  expect(priorities(byDistance(GROUPS, parseLocality('r1/z1/s1'), []))).toEqual([
    'r1/z1/s1 0',
    'r1/z1/s2 1',
    'r1/z2 2',
    'r2/z3 3',
    'r3/z4 3',
  ])
})

test('without gaps where a distance has no endpoints', () => {
  expect(priorities(byDistance(GROUPS, parseLocality('r1/z9'), []))).toEqual([
    'r1/z1/s1 0',
    'r1/z1/s2 0',
    'r1/z2 0',
    'r2/z3 1',
    'r3/z4 1',
  ])
  expect(priorities(byDistance([group('r3/z4', {})], parseLocality('r1/z1'), []))).toEqual(['r3/z4 0'])
})

test('a failover entry for the region of the caller sends the other regions last, not away', () => {
  const failover = [
    { from: 'r2', to: 'r1' },
    { from: 'r1', to: 'r3' },
  ]
  expect(priorities(byDistance(GROUPS, parseLocality('r1/z2'), failover))).toEqual([
    'r1/z2 0',
    'r1/z1/s1 1',
    'r1/z1/s2 1',
    'r3/z4 2',
    'r2/z3 3',
  ])
})

test('of two entries for one region the first counts', () => {
  const failover = [
    { from: 'r1', to: 'r2' },
    { from: 'r1', to: 'r3' },
  ]
  expect(priorities(byDistance(GROUPS.slice(3), parseLocality('r1/z1'), failover))).toEqual(['r2/z3 0', 'r3/z4 1'])
})

test('priorities given before stay the coarser order', () => {
  const first = { ...group('r2/z3', {}), priority: 0 }
  const second = { ...group('r1/z1', {}), priority: 1 }
  expect(priorities(byDistance([first, second], parseLocality('r1/z1'), []))).toEqual(['r2/z3 0', 'r1/z1 1'])
})

test('a failover without from is for callers whose place nobody knows, one without to leads to such endpoints', () => {
  const failoverOf = (entry: object) =>
    localitySetting({ localityLbSetting: { failover: [entry] } }, 'any', {}, true)?.failover ?? []
  const groups = ['', 'r2/z3', 'r3/z4'].map(locality => group(locality, {}))
  expect(priorities(byDistance(groups, NO_LOCALITY, failoverOf({ to: 'r3' })))).toEqual([' 0', 'r3/z4 1', 'r2/z3 2'])
  expect(priorities(byDistance(groups, parseLocality('r2/z3'), failoverOf({ from: 'r2' })))).toEqual([
    'r2/z3 0',
    ' 1',
    'r3/z4 2',
  ])
})
