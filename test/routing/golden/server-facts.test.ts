import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../src/dataplane/pod.ts'
import type { Reception } from '../../../src/proxy/authorize/reception.ts'
import { serverFacts } from '../../../src/routing/golden/server-facts.ts'
import { requestOf } from '../../proxy/authorize/facts-of.ts'

const pod = { name: 'web-0' } as Pod
const facts = (reception: Partial<Reception> & Pick<Reception, 'result'>, method = 'GET', byProxy = true) =>
  serverFacts(
    { pod, port: 8080, request: requestOf({ method }), byProxy },
    { tls: 'none', foundPlainText: false, ...reception },
  )

describe('the server in a recording', () => {
  it.each([
    ['GET', 'HTTP_REQUEST'],
    ['PUT', 'HTTP_REQUEST'],
    ['DELETE', 'WRONG_VERSION_NUMBER'],
    ['OPTIONS', 'WRONG_VERSION_NUMBER'],
  ])('finds %s where it looks for TLS: %s', (method, tlsError) => {
    expect(facts({ foundPlainText: true, result: { kind: 'noChain' } }, method)).toEqual({
      pod: 'web-0',
      port: 8080,
      filterChain: null,
      tls: 'none',
      flags: 'NR',
      details: 'filter_chain_not_found',
      tlsError,
    })
  })

  it('answers garbage, unless a proxy hangs up first', () => {
    expect(facts({ result: { kind: 'notHttp' } }, 'GET', false)).toMatchObject({ status: 400, flags: 'DPE' })
    expect(facts({ result: { kind: 'notHttp' } })).not.toHaveProperty('status')
  })

  it('says why it ended a connection', () => {
    const termination = 'rbac_access_denied_matched_policy[none]'
    const denial = { flags: [], termination }
    expect(facts({ result: { kind: 'connectionDenied', denial, passesTls: false } })).toMatchObject({
      flags: '-',
      termination,
    })
  })

  it('has only a flag for one that an authorization service refused, as seen at Envoy 1.40', () => {
    const denial = { flags: ['UAEX'], termination: '' } as const
    const told = facts({ result: { kind: 'connectionDenied', denial, passesTls: false } })
    expect(told).toMatchObject({ flags: 'UAEX' })
    expect(told).not.toHaveProperty('termination')
  })
})
