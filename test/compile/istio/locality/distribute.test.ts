import { describe, expect, test } from 'vitest'
import { byDistribution, localityCovers } from '../../../../src/compile/istio/locality/distribute.ts'
import { parseLocality } from '../../../../src/compile/istio/pods/workload-template.ts'
import { group, weights } from './localities.ts'

describe('distribute', () => {
  const groups = [
    group('region1/zone1', {}),
    group('region1/zone2', {}, {}),
    group('region2/zone3', {}),
    group('region3/zone4', {}),
  ]
  // The example of Istio's documentation: 70, 20 and 10 percent, and nothing for region2.
  const distribute = [
    {
      from: 'region1/zone1/*',
      to: { 'region1/zone1/*': 70, 'region1/zone2/*': 20, 'region3/zone4/*': 10 },
    },
  ]

  test('weights are the percentages; what is not listed gets nothing', () => {
    expect(weights(byDistribution(groups, parseLocality('region1/zone1'), distribute))).toEqual([
      'region1/zone1 70',
      'region1/zone2 20',
      'region3/zone4 10',
    ])
  })

  test('a caller without an entry sees all as they are', () => {
    expect(byDistribution(groups, parseLocality('region2/zone3'), distribute)).toBe(groups)
  })

  test('one target over several localities is shared by their weights, rounded up', () => {
    const to = { 'region1/*': 50, '*': 50 }
    expect(weights(byDistribution(groups, parseLocality('region1/zone1'), [{ from: '*', to }]))).toEqual([
      'region1/zone1 17',
      'region1/zone2 34',
      'region2/zone3 25',
      'region3/zone4 25',
    ])
  })
})

test.each([
  ['*', 'r/z/s', true],
  ['r/*', 'r/z/s', true],
  ['r', 'r/z/s', true],
  ['r/z/*', 'r/z', true],
  ['r/z', 'r/z/s', true],
  ['r/z/s', 'r/z', false],
  ['r/y/*', 'r/z/s', false],
  ['q/*', 'r/z/s', false],
])('%s covers %s: %s', (rule, locality, covers) => {
  expect(localityCovers(rule, parseLocality(locality))).toBe(covers)
})
