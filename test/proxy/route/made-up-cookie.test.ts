import { beforeAll, describe, expect, it } from 'vitest'
import { MILLISECOND, SECOND } from '../../../src/kernel/time.ts'
import { initHash } from '../../../src/proxy/hash.ts'
import { cookiesToMakeUp, madeUpValue } from '../../../src/proxy/route/made-up-cookie.ts'
import { request } from './request.ts'

beforeAll(initHash)

describe('a cookie that the proxy makes up', () => {
  // What Envoy 1.40 set on 127.0.0.1:21900 for clients at these ports.
  it.each([
    [42758, '8c97bb853a7f8f8e'],
    [42768, '079572d0f56d1d71'],
    [42778, 'a79a779fa374773b'],
  ])('is the hash of both ends of the connection: port %i', (port, value) => {
    expect(madeUpValue(`127.0.0.1:${port}`, '127.0.0.1:21900')).toBe(value)
  })

  it('comes for a cookie with a lifetime that is missing or empty', () => {
    const policies = [
      { kind: 'cookie', name: 'sid', ttlNs: 0 } as const,
      { kind: 'cookie', name: 'lasting' } as const,
      { kind: 'header', name: 'x-user' } as const,
    ]
    const names = (cookie: string) =>
      cookiesToMakeUp(policies, request({ headers: { cookie: [cookie] } })).map(({ name }) => name)
    expect(names('other=1')).toEqual(['sid'])
    expect(names('sid=')).toEqual(['sid'])
    expect(names('sid=1')).toEqual([])
  })

  // Seen at Envoy 1.40: 0.5 s sets no Max-Age, 1.5 s sets Max-Age=1.
  it.each([
    [0, 0],
    [500 * MILLISECOND, 0],
    [1500 * MILLISECOND, 1],
    [60 * SECOND, 60],
  ])('lasts whole seconds: %i ns', (ttlNs, maxAgeSeconds) => {
    const [made] = cookiesToMakeUp([{ kind: 'cookie', name: 'sid', path: '/shop', ttlNs }], request())
    expect(made).toEqual({ name: 'sid', path: '/shop', maxAgeSeconds })
  })
})
