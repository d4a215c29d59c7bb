import { describe, expect, it } from 'vitest'
import type { Request } from '../../../src/dataplane/request.ts'
import { clientOfGateway, clientOfSidecar, withPeerAddress } from '../../../src/proxy/authorize/client-address.ts'

const request = (...forwarded: readonly string[]): Request => ({
  method: 'GET',
  scheme: 'http',
  authority: 'web',
  path: '/',
  headers: new Map(forwarded.length > 0 ? [['x-forwarded-for', forwarded]] : []),
})

describe('the client as a sidecar believes it', () => {
  // Recorded case 214.
  it.each([
    [[], '10.1.0.2'],
    [['198.51.100.7'], '198.51.100.7'],
    [['203.0.113.1, 198.51.100.7'], '198.51.100.7'],
    [['203.0.113.1', '198.51.100.7'], '198.51.100.7'],
    [['198.51.100.7, nonsense'], '10.1.0.2'],
  ])('%j: %s', (forwarded, expected) => {
    expect(clientOfSidecar(request(...forwarded), '10.1.0.2')).toBe(expected)
  })
})

describe('the client as a gateway believes it', () => {
  // Recorded case 261b: the peer, or the entry that the first trusted proxy wrote; the peer where the list is too short.
  it.each([
    [0, '198.51.100.7, 192.0.2.1', '203.0.113.10'],
    [1, '198.51.100.7, 192.0.2.1', '192.0.2.1'],
    [2, '198.51.100.7, 192.0.2.1', '198.51.100.7'],
    [2, '198.51.100.7', '203.0.113.10'],
  ])('%i trusted proxies, %s: %s', (trusted, forwarded, expected) => {
    expect(clientOfGateway(request(forwarded), '203.0.113.10', trusted)).toBe(expected)
  })

  it('adds its peer to the list', () => {
    const seen = (...forwarded: readonly string[]) =>
      withPeerAddress(request(...forwarded), '203.0.113.10').headers.get('x-forwarded-for')
    expect(seen()).toEqual(['203.0.113.10'])
    expect(seen('198.51.100.7, 192.0.2.1')).toEqual(['198.51.100.7, 192.0.2.1,203.0.113.10'])
  })
})
