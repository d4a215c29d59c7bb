import { describe, expect, it } from 'vitest'
import { customFilters, rbacFilters } from '../../../../src/compile/istio/authorization/filters.ts'
import { policiesOf, readAuthorizationPolicies } from '../../../../src/compile/istio/authorization/policy.ts'
import type { AuthorizationProvider } from '../../../../src/compile/istio/authorization/provider.ts'
import { documents, istio, meshOf } from '../mesh-of.ts'

const EXT: AuthorizationProvider = {
  name: 'ext',
  cluster: 'outbound|8000||authz',
  protocol: 'http',
  failOpen: false,
  statusOnError: 403,
  includedHeaders: [],
  headersToUpstream: [],
}

const policy = (name: string, spec: object, namespace = 'default', annotations = {}) =>
  istio('AuthorizationPolicy', name, namespace, spec, { annotations })

const DRY = { 'istio.io/dry-run': 'true' }
const read = (...yaml: readonly string[]) =>
  policiesOf(
    readAuthorizationPolicies(meshOf(documents(...yaml))),
    { namespace: 'default', labels: {} },
    'istio-system',
  )
const context = (forTcp = false, protocol: 'http' | 'grpc' = 'http') => ({
  forTcp,
  trustDomains: ['cluster.local'],
  providers: new Map([['ext', { ...EXT, protocol }]]),
})
const rules = [{}]
const named = (filters: ReturnType<typeof rbacFilters>) =>
  filters.map(({ action, policies }) => [action, ...policies.map(({ name }) => name)])

describe('RBAC filters', () => {
  it('are AUDIT, DENY of the root namespace, DENY, ALLOW; policies in them by name', () => {
    const found = read(
      policy('z', { action: 'DENY', rules: [{}, {}] }),
      policy('a', { action: 'DENY', rules }),
      policy('root', { action: 'DENY', rules }, 'istio-system'),
      policy('w', { action: 'AUDIT', rules }),
      policy('v', { rules }),
    )
    expect(named(rbacFilters(found, context()))).toEqual([
      ['LOG', 'ns[default]-policy[w]-rule[0]'],
      ['DENY', 'ns[istio-system]-policy[root]-rule[0]'],
      ['DENY', 'ns[default]-policy[a]-rule[0]', 'ns[default]-policy[z]-rule[0]', 'ns[default]-policy[z]-rule[1]'],
      ['ALLOW', 'ns[default]-policy[v]-rule[0]'],
    ])
  })

  // Recorded case 257.
  it('of dry runs alone enforce nothing, beside others they are only watched', () => {
    expect(named(rbacFilters(read(policy('a', { rules }, 'default', DRY)), context()))).toEqual([['LOG']])
    const [both] = rbacFilters(read(policy('a', { rules }, 'default', DRY), policy('b', { rules })), context())
    expect(both.policies.map(({ name }) => name)).toEqual(['ns[default]-policy[b]-rule[0]'])
    expect(both.shadow.map(({ name }) => name)).toEqual(['ns[default]-policy[a]-rule[0]'])
  })
})

describe('CUSTOM', () => {
  const custom = (name: string, provider: string) =>
    policy(name, { action: 'CUSTOM', provider: { name: provider }, rules })

  it('asks the provider about what its rules meet', () => {
    const [filter] = customFilters(read(custom('c', 'ext')).custom, context())
    expect(filter).toMatchObject({ kind: 'externalAuthorization', provider: 'ext', cluster: EXT.cluster })
    expect(filter.policies.map(({ name }) => name)).toEqual(['istio-ext-authz-ext-ns[default]-policy[c]-rule[0]'])
  })

  // Recorded case 272.
  it('with an unknown provider, or with two of them, denies what its rules meet', () => {
    const nobody = customFilters(read(custom('c', 'nobody')).custom, context())
    expect(nobody).toMatchObject([{ kind: 'rbac', action: 'DENY' }])
    expect(nobody[0].policies[0].name).toBe(
      'istio-ext-authz-nobody-ns[default]-policy[c]-rule[0]-deny-due-to-bad-CUSTOM-action',
    )
    const two = customFilters(read(custom('c', 'ext'), custom('d', 'other')).custom, context())
    expect(two.map(({ kind }) => kind)).toEqual(['rbac', 'rbac'])
  })

  // Recorded case 274.
  it('with an HTTP service has no effect on TCP', () => {
    const found = read(custom('c', 'ext')).custom
    expect(customFilters(found, context(true))).toEqual([])
    expect(customFilters(found, context(true, 'grpc'))).toHaveLength(1)
    expect(customFilters(read(custom('c', 'nobody')).custom, context(true))).toHaveLength(1)
  })
})
