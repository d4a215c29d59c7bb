import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byDistribution } from '../../../../src/compile/istio/locality/distribute.ts'
import { byDistance } from '../../../../src/compile/istio/locality/failover.ts'
import { bySharedLabels } from '../../../../src/compile/istio/locality/failover-priority.ts'
import { inPriorityOrder, type LocalityGroup } from '../../../../src/compile/istio/locality/group.ts'
import { parseLocality } from '../../../../src/compile/istio/pods/workload-template.ts'
import { group, priorities } from './localities.ts'

test('gaps between priorities are closed, their order and that of equal ones is kept', () => {
  const groups = [
    { ...group('a', {}), priority: 7 },
    { ...group('b', {}), priority: 2 },
    { ...group('c', {}), priority: 7 },
  ]
  expect(priorities(inPriorityOrder(groups))).toEqual(['b 0', 'a 1', 'c 1'])
})

const place = fc.tuple(fc.constantFrom('r1', 'r2', 'r3'), fc.constantFrom('z1', 'z2'), fc.constantFrom('', 's1'))
const locality = place.map(parts => parts.filter(Boolean).join('/'))
const labels = fc.record({ a: fc.constantFrom('1', '2'), b: fc.constantFrom('1', '2') }, { requiredKeys: [] })
const groups = fc
  .uniqueArray(fc.tuple(locality, fc.array(labels, { minLength: 1, maxLength: 4 })), { selector: ([name]) => name })
  .map(all => all.map(([name, members]) => group(name, ...members)))

const addresses = (all: readonly LocalityGroup[]) =>
  all.flatMap(({ members }) => members.map(({ endpoint }) => endpoint.address)).sort()

const isGapless = (all: readonly LocalityGroup[]) =>
  all.every(({ priority }, index) => priority === 0 || (index > 0 && priority - all[index - 1].priority <= 1))

test('failover loses no endpoint, and priorities run from 0 without gaps', () => {
  fc.assert(
    fc.property(groups, locality, labels, (all, caller, own) => {
      for (const result of [
        byDistance(all, parseLocality(caller), [{ from: 'r1', to: 'r2' }]),
        bySharedLabels(all, own, ['a', 'b=2']),
        byDistance(bySharedLabels(all, own, ['b']), parseLocality(caller), []),
      ]) {
        expect(addresses(result)).toEqual(addresses(all))
        expect(isGapless(result)).toBe(true)
        for (const { weight, members } of result) expect(weight).toBe(members.length)
      }
    }),
  )
})

test('a distribution never brings an endpoint that was not there, nor a weight of 0', () => {
  const to = { 'r1/*': 60, 'r2/z1': 40 }
  fc.assert(
    fc.property(groups, locality, (all, caller) => {
      const result = byDistribution(all, parseLocality(caller), [{ from: '*', to }])
      expect(addresses(all)).toEqual(expect.arrayContaining(addresses(result)))
      for (const { weight } of result) expect(weight).toBeGreaterThan(0)
      expect(result.every(({ locality: { region } }) => region !== 'r3')).toBe(true)
    }),
  )
})
