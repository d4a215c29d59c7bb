import { describe, expect, it } from 'vitest'
import type { HttpAccessFilter, RbacFilter, RbacPolicy } from '../../../src/dataplane/authorization.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'
import { type AccessContext, checkHttpAccess, checkNetworkAccess } from '../../../src/proxy/authorize/access.ts'
import { factsOf, requestOf } from './facts-of.ts'
import { providerOf, unsigned } from './jwt/provider-of.ts'

const policy = (name: string, path: string): RbacPolicy => ({
  name,
  permissions: [[{ on: 'path', matches: [{ kind: 'prefix', value: path, ignoreCase: false }], negated: false }]],
  principals: [[]],
  origin: { resource: `AuthorizationPolicy/default/${name}`, place: NO_PLACE, why: '' },
})

const rbac = (action: RbacFilter['action'], ...policies: readonly RbacPolicy[]): RbacFilter => ({
  kind: 'rbac',
  action,
  policies,
  shadow: [],
})

const context = (status: number): AccessContext => ({
  signatures: { failureOf: () => undefined },
  nowSeconds: 0,
  service: () => ({ status, headers: new Map([['x-added', ['1']]]) }),
})

const FILTERS: readonly HttpAccessFilter[] = [
  {
    kind: 'externalAuthorization',
    provider: 'ext',
    policies: [policy('custom', '/p')],
    cluster: '',
    failOpen: false,
    statusOnError: 403,
    includedHeaders: [],
    headersToUpstream: ['x-added'],
  },
  { kind: 'jwt', providers: [providerOf()] },
  rbac('DENY', policy('deny', '/p/d')),
  rbac('ALLOW', policy('allow', '/p')),
]

const check = (path: string, status = 200, lines: Readonly<Record<string, readonly string[]>> = {}) => {
  const request = requestOf({ path, lines })
  return checkHttpAccess(FILTERS, factsOf({ request: undefined }), request, context(status))
}

describe('the filters of a server', () => {
  it('pass a request on as they changed it', () => {
    const token = unsigned({ iss: 'https://id.example' })
    const access = check('/p/a', 200, { authorization: [`Bearer ${token}`] })
    expect(access.kind === 'passed' && access.request.headers).toEqual(new Map([['x-added', ['1']]]))
  })

  it('are asked in order: CUSTOM, token, DENY, ALLOW', () => {
    const junk = { authorization: ['Bearer junk'] }
    expect(check('/p/d', 403, junk)).toMatchObject({ details: 'ext_authz_denied', flags: ['UAEX'], body: '' })
    expect(check('/p/d', 200, junk)).toMatchObject({ status: 401, origin: { resource: providerOf().origin.resource } })
    expect(check('/p/d')).toMatchObject({
      status: 403,
      details: 'rbac_access_denied_matched_policy[deny]',
      body: 'RBAC: access denied',
      origin: { resource: 'AuthorizationPolicy/default/deny' },
    })
    expect(check('/q')).toMatchObject({ details: 'rbac_access_denied_matched_policy[none]', origin: undefined })
  })

  it('say in a challenge what is wrong with a token', () => {
    const access = check('/p', 200, { authorization: ['Bearer junk'] })
    expect(access).toMatchObject({
      details:
        'jwt_authn_access_denied{Jwt_is_not_in_the_form_of_Header.Payload.Signature_with_two_dots_and_3_sections}',
      headers: new Map([['www-authenticate', ['Bearer realm="http://web.example/p", error="invalid_token"']]]),
    })
  })
})

describe('the filters of a connection', () => {
  const onPort: RbacPolicy = {
    ...policy('port', ''),
    permissions: [[{ on: 'destinationPort', ports: [9000], negated: false }]],
  }
  const facts = factsOf({ request: undefined, destinationPort: 9000 })

  it('end it for the reason that they name', () => {
    const { service } = context(200)
    expect(checkNetworkAccess([rbac('DENY', onPort)], facts, service)?.termination).toBe(
      'rbac_access_denied_matched_policy[port]',
    )
    expect(checkNetworkAccess([rbac('ALLOW', onPort)], facts, service)).toBeUndefined()
    expect(checkNetworkAccess([rbac('ALLOW', policy('path', '/'))], facts, service)?.termination).toBe(
      'rbac_access_denied_matched_policy[none]',
    )
  })
})
