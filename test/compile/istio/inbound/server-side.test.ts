import { describe, expect, it } from 'vitest'
import { compileIstio } from '../../../../src/compile/istio/compile.ts'
import { documents, istio, meshOf } from '../mesh-of.ts'
import { identity } from '../tables-of.ts'

const sideOf = (yaml: readonly string[], meshConfig?: string, kind: 'sidecar' | 'gateway' = 'sidecar') => {
  const proxy = { ...identity({ kind, labels: { app: 'web' } }), serviceAccount: 'shop' }
  return compileIstio({ mesh: meshOf(documents(...yaml), { meshConfig }), pods: [] }).serverSideOf(proxy)
}

const NONE = [istio('Sidecar', 'unused', 'other', { egress: [{ hosts: ['*/*'] }] })]

describe('the server side of a proxy', () => {
  it('has an identity in the trust domain', () => {
    expect(sideOf(NONE).identity).toBe('cluster.local/ns/default/sa/shop')
    expect(sideOf(NONE, 'trustDomain: corp.example').identity).toBe('corp.example/ns/default/sa/shop')
  })

  it.each([
    ['', 'BASE'],
    ['pathNormalization: { normalization: DEFAULT }', 'BASE'],
    ['pathNormalization: { normalization: NONE }', 'NONE'],
    ['pathNormalization: { normalization: MERGE_SLASHES }', 'MERGE_SLASHES'],
  ])('%s normalises paths: %s', (meshConfig, expected) => {
    expect(sideOf(NONE, meshConfig).pathNormalisation).toBe(expected)
  })

  it('trusts proxies before a gateway, never before a sidecar', () => {
    const meshConfig = 'defaultConfig: { gatewayTopology: { numTrustedProxies: 2 } }'
    expect(sideOf(NONE, meshConfig, 'gateway')).toMatchObject({ trustedProxies: 2, inbound: undefined })
    expect(sideOf(NONE, meshConfig).trustedProxies).toBe(0)
    expect(sideOf(NONE).inbound?.name).toBe('virtualInbound')
  })

  it('runs CUSTOM, token and RBAC filters in this order; TCP has no tokens', () => {
    const rules = [{}]
    const policies = [
      istio('AuthorizationPolicy', 'a', 'default', { rules }),
      istio('AuthorizationPolicy', 'c', 'default', { action: 'CUSTOM', provider: { name: 'x' }, rules }),
      istio('RequestAuthentication', 'j', 'default', { jwtRules: [{ issuer: 'i', jwks: '{"keys":[]}' }] }),
    ]
    const side = sideOf(policies)
    const kinds = (filters: readonly { readonly kind: string; readonly action?: string }[]) =>
      filters.map(({ kind, action }) => action ?? kind)
    expect(kinds(side.httpFilters)).toEqual(['DENY', 'jwt', 'ALLOW'])
    expect(kinds(side.networkFilters)).toEqual(['DENY', 'ALLOW'])
    expect(side.rejected).toContain("Jwks doesn't have any valid public key")
  })
})
