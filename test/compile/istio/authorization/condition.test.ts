import { describe, expect, it } from 'vitest'
import { conditions, headerMatch, stringMatch } from '../../../../src/compile/istio/authorization/condition.ts'

describe('a value of a policy', () => {
  it.each([
    ['a', { kind: 'exact', value: 'a' }],
    ['a*', { kind: 'prefix', value: 'a' }],
    ['*a', { kind: 'suffix', value: 'a' }],
    ['*', { kind: 'regex', value: '.+' }],
    // A star inside is a star.
    ['a*b', { kind: 'exact', value: 'a*b' }],
  ])('%s', (value, expected) => {
    expect(stringMatch(value)).toEqual({ ...expected, ignoreCase: false })
  })

  it('may stand behind a scheme', () => {
    expect(stringMatch('a*', 'spiffe://').value).toBe('spiffe://a')
    expect(stringMatch('*/sa/x', 'spiffe://')).toMatchObject({ kind: 'regex', value: 'spiffe://.*/sa/x' })
  })

  it('for a header is met by any value, also an empty one', () => {
    expect(headerMatch('*')).toEqual({ kind: 'prefix', value: '', ignoreCase: false })
    expect(headerMatch('A', true)).toEqual({ kind: 'exact', value: 'A', ignoreCase: true })
  })
})

it('values and forbidden values are two conditions, empty lists none', () => {
  const make = (values: readonly string[], negated: boolean) => ({
    on: 'destinationPort' as const,
    ports: values.map(Number),
    negated,
  })
  expect(conditions({ values: ['1', '2'], notValues: ['3'] }, make)).toEqual([
    { on: 'destinationPort', ports: [1, 2], negated: false },
    { on: 'destinationPort', ports: [3], negated: true },
  ])
  expect(conditions({ values: [], notValues: [] }, make)).toEqual([])
})
