import { beforeAll, describe, expect, it } from 'vitest'
import type { CorsPolicy } from '../../../src/dataplane/route.ts'
import { hash64, initHash } from '../../../src/proxy/hash.ts'
import { applyCors } from '../../../src/proxy/route/cors.ts'
import { mutateHeaders } from '../../../src/proxy/route/mutate-headers.ts'
import { generatesCookie, requestHash } from '../../../src/proxy/route/request-hash.ts'
import { request } from './request.ts'

beforeAll(initHash)

describe('mutations', () => {
  const before = new Map([
    ['a', ['1']],
    ['b', ['1']],
  ])

  it('removes, then overwrites, then adds lines', () => {
    const after = mutateHeaders(before, { set: [['a', 's']], add: [['a', 'x']], remove: ['a', 'b'] }, () => undefined)
    expect([...after]).toEqual([['a', ['s', 'x']]])
  })

  it('writes commands and percent signs', () => {
    const substitute = (command: string, argument: string) => (command === 'REQ' ? `<${argument}>` : undefined)
    const mutation = {
      set: [['x', '100%% %REQ(a)% %REQ(long):3%'] as const, ['gone', '%NOTHING%'] as const],
      add: [],
      remove: [],
    }
    expect([...mutateHeaders(new Map(), mutation, substitute)]).toEqual([['x', ['100% <a> <lo']]])
  })
})

describe('cross-origin requests', () => {
  const policy: CorsPolicy = {
    allowOrigins: [{ kind: 'exact', value: 'https://a.example', ignoreCase: false }],
    allowMethods: 'POST,GET',
    allowHeaders: '',
    exposeHeaders: 'x-exp',
    maxAge: '86400',
    forwardUnmatchedPreflights: true,
  }
  const preflight = (origin: string) =>
    request({ method: 'OPTIONS', headers: { origin: [origin], 'access-control-request-method': ['PUT'] } })

  it('answers a preflight itself', () => {
    const verdict = applyCors(policy, preflight('https://a.example'))
    expect(verdict).toEqual({
      kind: 'preflight',
      headers: [
        ['access-control-allow-origin', 'https://a.example'],
        ['access-control-allow-methods', 'POST,GET'],
        ['access-control-max-age', '86400'],
        ['access-control-expose-headers', 'x-exp'],
      ],
    })
  })

  it('names only the asked method for a star', () => {
    const verdict = applyCors({ ...policy, allowMethods: '*' }, preflight('https://a.example'))
    expect(verdict.kind === 'preflight' && verdict.headers[1]).toEqual(['access-control-allow-methods', 'PUT'])
  })

  it('forwards a preflight of a strange origin, or stops it where told to', () => {
    expect(applyCors(policy, preflight('https://b.example')).kind).toBe('none')
    const stopping = { ...policy, forwardUnmatchedPreflights: false }
    expect(applyCors(stopping, preflight('https://b.example'))).toEqual({ kind: 'preflight', headers: [] })
  })

  it('takes OPTIONS without a requested method for an ordinary request', () => {
    const plain = request({ method: 'OPTIONS', headers: { origin: ['https://a.example'] } })
    expect(applyCors(policy, plain).kind).toBe('allowed')
  })
})

describe('hash of a request', () => {
  it('chains sorted header lines from seed 0', () => {
    const lines = request({ headers: { a: ['z', 'b'] } })
    expect(requestHash([{ kind: 'header', name: 'A' }], lines)).toBe(hash64('z', hash64('b')))
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

  it('makes up a cookie only where it has a lifetime', () => {
    const sent = request({ headers: { cookie: ['a=1; sid="v"'] } })
    expect(requestHash([{ kind: 'cookie', name: 'sid' }], sent)).toBe(hash64('v'))
    expect(generatesCookie({ kind: 'cookie', name: 'sid', ttlNs: 0 }, sent)).toBe(false)
    expect(generatesCookie({ kind: 'cookie', name: 'sid', ttlNs: 0 }, request())).toBe(true)
    expect(generatesCookie({ kind: 'cookie', name: 'sid' }, request())).toBe(false)
  })
})
