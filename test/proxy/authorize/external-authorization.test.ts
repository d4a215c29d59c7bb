import { describe, expect, it } from 'vitest'
import type { ExternalAuthorizationFilter } from '../../../src/dataplane/authorization.ts'
import { askExternally } from '../../../src/proxy/authorize/external-authorization.ts'
import { requestOf } from './facts-of.ts'

const FILTER: ExternalAuthorizationFilter = {
  kind: 'externalAuthorization',
  provider: 'ext',
  policies: [],
  cluster: 'outbound|8000||authz.default.svc.cluster.local',
  failOpen: false,
  statusOnError: 403,
  includedHeaders: ['x-user', 'x-ask-*'],
  headersToUpstream: ['x-added'],
  headersToDownstream: ['x-why'],
}

const answer = (status: number) => () => ({
  status,
  headers: new Map([
    ['x-added', ['1']],
    ['x-why', ['no']],
  ]),
})

describe('an external authorization service', () => {
  it('that answers 200 lets pass and adds the headers meant for the server', () => {
    const verdict = askExternally(FILTER, requestOf(), answer(200))
    expect(verdict.kind === 'passed' && [...verdict.request.headers.keys()]).toEqual(['x-added'])
  })

  it('that answers something else is the answer, with the headers meant for the client', () => {
    expect(askExternally(FILTER, requestOf(), answer(401))).toEqual({
      kind: 'denied',
      status: 401,
      details: 'ext_authz_denied',
      headers: new Map([['x-why', ['no']]]),
    })
    const all = askExternally({ ...FILTER, headersToDownstream: undefined }, requestOf(), answer(302))
    expect(all.kind === 'denied' && [...all.headers.keys()]).toEqual(['x-added', 'x-why'])
  })

  // Recorded cases 270, 277, 278.
  it.each([answer(500), () => undefined])('that fails denies, unless it may fail open', service => {
    const failed = { kind: 'denied', status: 403, details: 'ext_authz_error' }
    expect(askExternally(FILTER, requestOf(), service)).toMatchObject(failed)
    expect(askExternally({ ...FILTER, statusOnError: 503 }, requestOf(), service)).toMatchObject({ status: 503 })
    expect(askExternally({ ...FILTER, failOpen: true }, requestOf(), service).kind).toBe('passed')
  })

  it('is shown the headers that it asks for', () => {
    let shown: readonly string[] = []
    const lines = { 'x-user': ['bo'], 'x-ask-a': ['1'], 'x-other': ['2'], authorization: ['Bearer t'] }
    askExternally(FILTER, requestOf({ lines }), (_filter, _request, headers) => {
      shown = [...headers.keys()]
      return undefined
    })
    expect([...shown].sort()).toEqual(['authorization', 'x-ask-a', 'x-user'])
  })
})
