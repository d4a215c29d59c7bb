import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../src/dataplane/authorization.ts'
import type { StringMatch } from '../../../src/dataplane/match.ts'
import { holds } from '../../../src/proxy/authorize/condition.ts'
import { factsOf, requestOf } from './facts-of.ts'

const exact = (value: string): StringMatch => ({ kind: 'exact', value, ignoreCase: false })
const claim = (value: unknown) => factsOf({ request: requestOf({ claims: new Map([['groups', value]]) }) })
const role = (...lines: readonly string[]) => factsOf({ request: requestOf({ lines: { 'x-role': lines } }) })

describe('a condition', () => {
  it.each<[string, Condition, boolean]>([
    ['port of the workload', { on: 'destinationPort', ports: [8080], negated: false }, true],
    ['port of the Service', { on: 'destinationPort', ports: [80], negated: false }, false],
    ['address of the peer', { on: 'sourceIp', blocks: ['10.1.0.0/16'], negated: false }, true],
    [
      'principal',
      { on: 'principal', matches: [exact('spiffe://cluster.local/ns/default/sa/shop')], negated: false },
      true,
    ],
    ['method', { on: 'method', matches: [exact('get')], negated: false }, false],
    ['nothing', { on: 'nothing', negated: false }, false],
    ['path', { on: 'path', matches: [exact('/a')], negated: false }, true],
    ['not this path', { on: 'path', matches: [exact('/a')], negated: true }, false],
  ])('%s', (_, condition, expected) => {
    expect(holds(condition, factsOf())).toBe(expected)
  })

  it('on the path leaves the query out', () => {
    const facts = factsOf({ request: requestOf({ path: '/a?x=1' }) })
    expect(holds({ on: 'path', matches: [exact('/a')], negated: false }, facts)).toBe(true)
  })

  it('on a caller without identity is met only when negated', () => {
    const anonymous = factsOf({ principal: undefined })
    const matches: readonly StringMatch[] = [{ kind: 'regex', value: '.+', ignoreCase: false }]
    expect(holds({ on: 'principal', matches, negated: false }, anonymous)).toBe(false)
    expect(holds({ on: 'principal', matches, negated: true }, anonymous)).toBe(true)
  })
})

describe('a header condition', () => {
  const dev = (negated: boolean): Condition => ({ on: 'header', name: 'x-role', matches: [exact('dev')], negated })

  // Recorded cases 240, 243, 244.
  it('is tested line by line', () => {
    expect(holds(dev(false), role('ops', 'dev'))).toBe(true)
    expect(holds(dev(true), role('ops', 'dev'))).toBe(false)
    expect(holds(dev(false), role('ops,dev'))).toBe(false)
    expect(holds(dev(true), factsOf())).toBe(true)
  })

  it('of presence is met by an empty value', () => {
    const present: Condition = { on: 'header', name: 'x-role', matches: ['present'], negated: false }
    expect(holds(present, role(''))).toBe(true)
    expect(holds(present, factsOf())).toBe(false)
  })
})

describe('a claim condition', () => {
  // Recorded cases 320, 325, 326, 327.
  it.each([
    ['dev', true],
    [['ops', 'dev'], true],
    ['dev ops', false],
    [['devops'], false],
    [[], false],
    ['Dev', false],
    [7, false],
    [true, false],
  ])('%j: %s', (value, expected) => {
    expect(holds({ on: 'claim', path: ['groups'], matches: [exact('dev')], negated: false }, claim(value))).toBe(
      expected,
    )
  })

  it('follows names into objects', () => {
    const nested: Condition = { on: 'claim', path: ['groups', 'unit'], matches: [exact('r1')], negated: false }
    expect(holds(nested, claim({ unit: ['r0', 'r1'] }))).toBe(true)
    expect(holds(nested, claim('r1'))).toBe(false)
  })

  it('of a principal needs issuer and subject', () => {
    const some: StringMatch = { kind: 'regex', value: '.+', ignoreCase: false }
    const present: Condition = { on: 'requestPrincipal', matches: [{ issuer: some, subject: some }], negated: false }
    const withClaims = (claims: Readonly<Record<string, string>>) =>
      holds(present, factsOf({ request: requestOf({ claims: new Map(Object.entries(claims)) }) }))
    expect(withClaims({ iss: 'https://id.example', sub: 'alice' })).toBe(true)
    expect(withClaims({ iss: 'https://id.example' })).toBe(false)
  })
})
