import { describe, expect, it } from 'vitest'
import { requestOf } from '../../../proxy/authorize/facts-of.ts'
import { matches } from './allowed.ts'

const facts = {
  remoteIp: '198.51.100.7',
  request: requestOf({
    lines: { 'x-role': ['ops', 'dev'] },
    claims: new Map<string, unknown>([
      ['iss', 'https://id.example'],
      ['sub', 'alice'],
      ['aud', ['x', 'shop']],
      ['azp', 'app1'],
      ['org', { unit: 'r1' }],
    ]),
  }),
}

describe('an entry of when', () => {
  // Recorded cases 240 to 248 and 325 to 329.
  it.each([
    ['request.headers[X-Role]', 'dev', true],
    ['request.headers[x-role]', 'd*', true],
    ['request.headers[x-none]', '*', false],
    ['source.ip', '10.1.0.2', true],
    ['remote.ip', '198.51.100.0/24', true],
    ['source.namespace', 'default', true],
    ['source.principal', 'cluster.local/ns/default/sa/shop', true],
    ['source.serviceAccount', 'default/shop', true],
    ['destination.ip', '10.1.0.5', true],
    ['destination.port', '8080', true],
    ['destination.port', '80', false],
    ['connection.sni', 'outbound_.80_*', true],
    ['request.auth.principal', 'https://id.example/alice', true],
    ['request.auth.audiences', 'shop', true],
    ['request.auth.presenter', 'app1', true],
    ['request.auth.claims[org][unit]', 'r1', true],
    ['request.auth.claims[org]', 'r1', false],
  ])('%s %s: %s', (key, value, expected) => {
    expect(matches({ when: [{ key, values: [value] }] }, facts)).toBe(expected)
    expect(matches({ when: [{ key, notValues: [value] }] }, facts)).toBe(!expected)
  })

  it('forbidding a claim is met without any token', () => {
    const rule = { when: [{ key: 'request.auth.claims[groups]', notValues: ['dev'] }] }
    expect(matches(rule, { request: requestOf() })).toBe(true)
  })

  it('about metadata of Envoy filters is never met, and its opposite always', () => {
    const key = 'experimental.envoy.filters.network.mysql_proxy[db.table]'
    expect(matches({ when: [{ key, values: ['[x]'] }] })).toBe(false)
    expect(matches({ when: [{ key, notValues: ['[x]'] }] })).toBe(true)
  })
})
