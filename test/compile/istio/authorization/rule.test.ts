import { describe, expect, it } from 'vitest'
import { firstMatch } from '../../../../src/proxy/authorize/rbac.ts'
import { factsOf } from '../../../proxy/authorize/facts-of.ts'
import { matches, translated } from './allowed.ts'

const shop = { source: { principals: ['*/sa/shop'] } }
const other = { source: { namespaces: ['other'] } }
const post = { operation: { methods: ['POST'] } }
const get = { operation: { methods: ['GET'] } }

describe('a rule', () => {
  it('asks for any source and any operation and all of when', () => {
    expect(matches({ from: [other, shop], to: [post, get] })).toBe(true)
    expect(matches({ from: [other], to: [get] })).toBe(false)
    expect(matches({ from: [shop], to: [post] })).toBe(false)
    const when = (port: string) => ({ key: 'destination.port', values: [port] })
    expect(matches({ from: [shop], when: [when('8080')] })).toBe(true)
    expect(matches({ from: [shop], when: [when('8080'), when('80')] })).toBe(false)
  })

  it('without anything meets everything, and no rule meets nothing', () => {
    expect(matches({})).toBe(true)
    expect(firstMatch(translated(undefined), factsOf())).toBeUndefined()
    expect(translated(undefined)).toHaveLength(1)
  })

  it('is named by namespace, policy and place in the list, and stands where it is written', () => {
    const [first, second] = translated([{ from: [shop] }, { to: [get] }])
    expect(first.name).toBe('ns[default]-policy[p]-rule[0]')
    expect(second.name).toBe('ns[default]-policy[p]-rule[1]')
    expect(second.origin.place.column).toBeGreaterThan(first.origin.place.column)
    expect(first.origin.resource).toBe('AuthorizationPolicy/default/p')
  })
})

// Recorded cases 256a to 256h.
describe('a rule on a TCP port', () => {
  const onTcp = (rules: readonly object[], action: 'ALLOW' | 'DENY') =>
    firstMatch(translated(rules, { forTcp: true, action }), factsOf({ request: undefined }))?.name

  it('that allows is dropped whole for one condition that only HTTP can tell', () => {
    expect(onTcp([{ from: [shop], to: [get] }], 'ALLOW')).toBeUndefined()
    expect(onTcp([{ to: [get, { operation: { ports: ['8080'] } }] }], 'ALLOW')).toBeUndefined()
    expect(onTcp([{ to: [get] }, { from: [shop] }], 'ALLOW')).toBe('ns[default]-policy[p]-rule[1]')
  })

  it('that denies loses those conditions, so it denies more', () => {
    expect(onTcp([{ to: [post] }], 'DENY')).toBe('ns[default]-policy[p]-rule[0]')
    expect(onTcp([{ from: [other], to: [post] }], 'DENY')).toBeUndefined()
    expect(onTcp([{ to: [{ operation: { methods: ['POST'], ports: ['9000'] } }] }], 'DENY')).toBeUndefined()
    const when = [{ key: 'request.headers[x-role]', values: ['dev'] }]
    expect(onTcp([{ when }], 'DENY')).toBe('ns[default]-policy[p]-rule[0]')
  })
})
