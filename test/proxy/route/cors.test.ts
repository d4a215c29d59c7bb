import { describe, expect, it } from 'vitest'
import type { CorsPolicy } from '../../../src/dataplane/route.ts'
import { applyCors } from '../../../src/proxy/route/cors.ts'
import { request } from './request.ts'

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
    expect(applyCors(stopping, preflight('https://b.example'))).toEqual({
      kind: 'preflight',
      headers: [
        ['access-control-allow-methods', 'POST,GET'],
        ['access-control-max-age', '86400'],
      ],
    })
  })

  it('takes OPTIONS without a requested method for an ordinary request', () => {
    const plain = request({ method: 'OPTIONS', headers: { origin: ['https://a.example'] } })
    expect(applyCors(policy, plain).kind).toBe('allowed')
  })
})
