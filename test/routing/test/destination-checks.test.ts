import { beforeAll, describe, expect, test } from 'vitest'
import { initHash } from '../../../src/proxy/hash.ts'
import { compares } from '../../../src/routing/test/destination-checks.ts'
import { failed, LOANS, SUBSETS, to } from './library.ts'

beforeAll(initHash)

const SPLIT = [SUBSETS(), LOANS([{ route: [to('v1', 90), to('v2', 10)] }])]
const BY = ', by VirtualService/loans#0'

describe('where requests go, by a split of 90 to 10', () => {
  test.each([
    ['{ to: loans }', []],
    ['{ to: loans.default }', []],
    ['{ to: loans.default.svc.cluster.local, port: 80 }', []],
    ['{ subset: v1, weight: 90 }', []],
    ['{ subset: v1, weight: 89.9 }', []],
    ['{ split: { v1: 90, v2: 10 } }', []],
    ['{ split: { v1: 90%, v2: 10% } }', []],
    ['{ split: { loans/v1: 90, loans/v2: 10 } }', []],
    ['{ split: { loans/v1: 90, loans: 10 } }', []],
    ['{ split: { loans: 100 }, endpoints: 3 }', []],
    ['{ subset: v2, weight: 10, endpoints: 1 }', []],
    ['{ subset: v1, weight: 90, endpoints: "> 2" }', ['endpoints: > 2 | 2']],
    ['{ subset: v1, weight: 89 }', [`subset: subset v1 89% | loans subset v1 90%, loans subset v2 10%${BY}`]],
    ['{ to: loans, subset: v1 }', [`to: loans subset v1 | loans subset v1 90%, loans subset v2 10%${BY}`]],
    ['{ split: { v1: 91, v2: 9 } }', [`split: v1 91%, v2 9% | loans subset v1 90%, loans subset v2 10%${BY}`]],
    ['{ split: { v1: 100 } }', [`split: v1 100% | loans subset v1 90%, loans subset v2 10%${BY}`]],
    ['{ to: fines }', [`to: fines | loans subset v1 90%, loans subset v2 10%${BY}`]],
    ['{ to: loans, port: 81 }', [`to: loans port 81 | loans subset v1 port 80 90%, loans subset v2 port 80 10%${BY}`]],
  ])('%s', (expectation, failures) => expect(failed(SPLIT, expectation)).toEqual(failures))
})

describe('all and nothing are exact', () => {
  const almost = [SUBSETS(), LOANS([{ route: [to('v1', 9999), to('v2', 1)] }])]
  test.each([
    ['{ subset: v1 }', 1],
    ['{ subset: v1, weight: 100 }', 1],
    ['{ subset: v1, weight: 99.99 }', 0],
    ['{ split: { v1: 100 } }', 1],
    ['{ split: { v1: 100, v2: 0 } }', 1],
    ['{ split: { v1: 99.9, v2: 0.1 } }', 0],
  ])('%s of 9999 to 1', (expectation, failures) => expect(failed(almost, expectation)).toHaveLength(failures))

  test('weights of another total are percent of it', () => {
    const thirds = [SUBSETS(), LOANS([{ route: [to('v1', 2), to('v2', 1)] }])]
    expect(failed(thirds, '{ split: { v1: 66.7, v2: 33.3 } }')).toEqual([])
    expect(failed(thirds, '{ split: { v1: 66, v2: 34 } }')).toHaveLength(1)
  })
})

describe('what must not be so', () => {
  test.each([
    ['{ to: loans, not: { subset: v2 } }', ['not.subset: not subset v2']],
    ['{ to: loans, not: { to: fines } }', []],
    ['{ to: loans, not: { subset: v2, weight: 50 } }', []],
    ['{ to: loans, not: { subset: v2, weight: 10 } }', ['not.subset: not subset v2, weight 10']],
    ['{ to: loans, not: { timeout: none } }', ['not.timeout: not timeout none']],
    ['{ to: loans, not: { timeout: 3s, lb: RANDOM } }', []],
  ])('%s', (expectation, failures) => {
    expect(failed(SPLIT, expectation).map(each => each.split(' | ')[0])).toEqual(failures)
  })
})

test.each([
  ['=', [false, true, false]],
  ['>=', [false, true, true]],
  ['<=', [true, true, false]],
  ['>', [false, false, true]],
  ['<', [true, false, false]],
] as const)('%s 2 of 1, 2 and 3', (operator, expected) => {
  expect([1, 2, 3].map(got => compares({ operator, value: 2 }, got))).toEqual(expected)
})
