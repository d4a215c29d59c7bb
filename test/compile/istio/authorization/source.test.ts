import { describe, expect, it } from 'vitest'
import { requestOf } from '../../../proxy/authorize/facts-of.ts'
import { matches } from './allowed.ts'

const from = (source: object) => ({ from: [{ source }] })

// The caller is cluster.local/ns/default/sa/shop at 10.1.0.2; recorded cases 208 to 213.
describe('a source', () => {
  it.each([
    [{ principals: ['cluster.local/ns/default/sa/shop'] }, true],
    [{ principals: ['cluster.local/ns/default/*'] }, true],
    [{ principals: ['*/sa/shop'] }, true],
    [{ principals: ['*'] }, true],
    [{ principals: ['spiffe://cluster.local/ns/default/sa/shop'] }, false],
    [{ notPrincipals: ['*/sa/shop'] }, false],
    [{ namespaces: ['default'] }, true],
    [{ namespaces: ['def*'] }, true],
    [{ namespaces: ['other', 'default'] }, true],
    [{ notNamespaces: ['default'] }, false],
    [{ serviceAccounts: ['shop'] }, true],
    [{ serviceAccounts: ['default/shop'] }, true],
    [{ serviceAccounts: ['other/shop'] }, false],
    [{ serviceAccounts: ['sho'] }, false],
    [{ ipBlocks: ['10.1.0.0/24'] }, true],
    [{ notIpBlocks: ['10.1.0.2'] }, false],
    [{ principals: ['*'], namespaces: ['other'] }, false],
  ])('%j: %s', (source, expected) => {
    expect(matches(from(source))).toBe(expected)
  })

  it.each([[{ notPrincipals: ['*'] }], [{ notNamespaces: ['default'] }], [{ notServiceAccounts: ['shop'] }]])(
    '%j is met by a caller without identity',
    source => {
      expect(matches(from(source), { principal: undefined })).toBe(true)
    },
  )

  it('tells the client from the peer', () => {
    expect(matches(from({ remoteIpBlocks: ['198.51.100.7'] }), { remoteIp: '198.51.100.7' })).toBe(true)
    expect(matches(from({ ipBlocks: ['198.51.100.7'] }), { remoteIp: '198.51.100.7' })).toBe(false)
  })

  // Recorded cases 310 and 330.
  it.each([
    ['https://id.example/alice', true],
    ['https://id.example/*', true],
    ['https://id.example/al*', true],
    ['*/alice', true],
    ['*id.example/alice', true],
    ['*', true],
    ['*ice', true],
    ['https://id.example/bob', false],
    ['https://id.*', false],
    ['*/ice', false],
  ])('requestPrincipals %s: %s', (value, expected) => {
    const claims = new Map([
      ['iss', 'https://id.example'],
      ['sub', 'alice'],
    ])
    const facts = { request: requestOf({ claims }) }
    expect(matches(from({ requestPrincipals: [value] }), facts)).toBe(expected)
    expect(matches(from({ notRequestPrincipals: [value] }), facts)).toBe(!expected)
  })
})
