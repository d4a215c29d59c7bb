import { describe, expect, test } from 'vitest'
import type { DestinationRule } from '../../../../src/compile/istio/destination-rule/destination-rule.ts'
import { mergeByHost } from '../../../../src/compile/istio/destination-rule/merge.ts'
import { NO_PLACE } from '../../../../src/kernel/place.ts'

const origin = (resource: string) => ({ resource, place: NO_PLACE, why: '' })

function rule(name: string, subsets: readonly string[], more: Partial<DestinationRule> = {}): DestinationRule {
  return {
    host: 'web',
    namespace: 'n',
    exportTo: new Set(),
    subsets: subsets.map(subset => ({ name: subset, labels: { from: name }, origin: origin(name) })),
    origin: origin(name),
    ...more,
  }
}

const merged = (...rules: readonly DestinationRule[]) => mergeByHost(rules).get('web') ?? []
const subsetsOf = (rules: readonly DestinationRule[]) =>
  rules.map(({ subsets }) => subsets.map(({ name, labels }) => `${name} of ${labels.from}`))

describe('several DestinationRules of one host', () => {
  test('subsets are added, of one name the first stays', () => {
    expect(subsetsOf(merged(rule('a', ['v1', 'v2']), rule('b', ['v2', 'v3'])))).toEqual([
      ['v1 of a', 'v2 of a', 'v3 of b'],
    ])
  })

  test('the first top-level policy stays whole', () => {
    const first = { loadBalancer: { simple: 'RANDOM' } }
    const second = { outlierDetection: {} }
    expect(
      merged(rule('a', [], { trafficPolicy: first }), rule('b', [], { trafficPolicy: second }))[0].trafficPolicy,
    ).toBe(first)
    expect(merged(rule('a', []), rule('b', [], { trafficPolicy: second }))[0].trafficPolicy).toBe(second)
  })

  test('other hosts stay apart', () => {
    expect(mergeByHost([rule('a', ['v1']), rule('b', ['v2'], { host: '*.web' })]).size).toBe(2)
  })

  test('different exportTo: apart, unless the younger reaches further', () => {
    const own = { exportTo: new Set(['n']) }
    const open = { exportTo: new Set<string>() }
    expect(subsetsOf(merged(rule('a', ['v1'], own), rule('b', ['v2'], open)))).toEqual([['v1 of a'], ['v2 of b']])
    const wider = { exportTo: new Set(['n', 'm']) }
    expect(subsetsOf(merged(rule('a', ['v1'], own), rule('b', ['v2'], wider)))).toEqual([['v1 of a', 'v2 of b']])
  })

  // As istiod of 1.32 does it, asked with these very rules: clients that the selector does not pick get neither.
  test('a general rule with the exportTo of a selector rule goes into that one, and is gone for everyone else', () => {
    const picky = { exportTo: new Set(['n']), workloadSelector: { app: 'a' } }
    const general = { exportTo: new Set(['n']) }
    expect(subsetsOf(merged(rule('a', ['v1'], picky), rule('b', ['v2'], general)))).toEqual([['v1 of a', 'v2 of b']])
    const open = { exportTo: new Set<string>() }
    expect(subsetsOf(merged(rule('a', ['v1'], picky), rule('b', ['v2'], open)))).toEqual([['v1 of a'], ['v2 of b']])
  })

  test('a rule that the first can take and the last can not is merged and stands alone', () => {
    const open = { exportTo: new Set<string>() }
    const own = { exportTo: new Set(['n']) }
    const rules = merged(rule('a', ['v1'], open), rule('b', ['v2'], own), rule('c', ['v3'], open))
    expect(subsetsOf(rules)).toEqual([['v1 of a', 'v3 of c'], ['v2 of b'], ['v3 of c']])
  })

  test('different selectors stay apart, equal ones merge', () => {
    const picks = (app: string) => ({ exportTo: new Set(['n']), workloadSelector: { app } })
    expect(subsetsOf(merged(rule('a', ['v1'], picks('x')), rule('b', ['v2'], picks('y'))))).toEqual([
      ['v1 of a'],
      ['v2 of b'],
    ])
    expect(subsetsOf(merged(rule('a', ['v1'], picks('x')), rule('b', ['v2'], picks('x'))))).toEqual([
      ['v1 of a', 'v2 of b'],
    ])
  })
})
