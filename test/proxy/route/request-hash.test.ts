import { beforeAll, describe, expect, it } from 'vitest'
import { hash64, initHash } from '../../../src/proxy/hash.ts'
import { requestHash } from '../../../src/proxy/route/request-hash.ts'
import { request } from './request.ts'

beforeAll(initHash)

describe('hash of a request', () => {
  it('chains sorted header lines from seed 0', () => {
    const lines = request({ headers: { a: ['z', 'b'] } })
    expect(requestHash([{ kind: 'header', name: 'A' }], lines)).toBe(hash64('z', hash64('b')))
  })

  it('of a header and the address of the client', () => {
    const alice = { ...request({ headers: { user: ['alice'] } }), sourceIp: '127.0.0.1' }
    const policies = [{ kind: 'header', name: 'user' } as const, { kind: 'sourceIp' } as const]
    expect(requestHash(policies, alice)).toBe(2867879368887727925n)
  })

  it('folds parts by rotation and exclusive or, and skips what is missing', () => {
    const both = request({ path: '/?q=1', headers: { a: ['x'] } })
    const [first, second] = [hash64('x'), hash64('1')]
    const rotated = ((first << 1n) | (first >> 63n)) & ((1n << 64n) - 1n)
    const policies = [
      { kind: 'header', name: 'a' } as const,
      { kind: 'cookie', name: 'none' } as const,
      { kind: 'query', name: 'q' } as const,
    ]
    expect(requestHash(policies, both)).toBe(rotated ^ second)
    expect(requestHash(policies, request())).toBeUndefined()
  })

  it('of a cookie without its quotes', () => {
    const sent = request({ headers: { cookie: ['a=1; sid="v"'] } })
    expect(requestHash([{ kind: 'cookie', name: 'sid' }], sent)).toBe(hash64('v'))
  })

  it('of the value that the proxy makes up, in its place, where a cookie with a lifetime is missing or empty', () => {
    const sid = { kind: 'cookie', name: 'sid', ttlNs: 0 } as const
    const lasting = { ...sid, ttlNs: undefined }
    const of = (cookie?: string) => request({ headers: cookie === undefined ? {} : { cookie: [cookie] } })
    expect(requestHash([sid], of(), 'made-up')).toBe(hash64('made-up'))
    expect(requestHash([sid], of('sid='), 'made-up')).toBe(hash64('made-up'))
    expect(requestHash([sid], of('sid=own'), 'made-up')).toBe(hash64('own'))
    expect(requestHash([lasting], of('sid='), 'made-up')).toBeUndefined()
    expect(requestHash([sid], of())).toBeUndefined()
  })
})
