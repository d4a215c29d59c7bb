import type {
  ExternalAuthorizationFilter,
  NetworkAccessFilter,
  RbacFilter,
  RbacPolicy,
} from '../../../dataplane/authorization.ts'
import { groupBy } from '../multimap.ts'
import type { AuthorizationPolicy, PoliciesOfProxy } from './policy.ts'
import type { AuthorizationProvider } from './provider.ts'
import { type RuleUse, rbacPolicies } from './rule.ts'

export interface FilterContext {
  readonly forTcp: boolean
  readonly trustDomains: readonly string[]
  readonly providers: ReadonlyMap<string, AuthorizationProvider>
}

/** AUDIT, DENY of the root namespace, DENY, ALLOW: the order of the filters (authz/builder/builder.go:build). */
export function rbacFilters(policies: PoliciesOfProxy, context: FilterContext): readonly RbacFilter[] {
  return [
    ...rbacFilter(policies.audit, 'LOG', context),
    ...rbacFilter(policies.rootDeny, 'DENY', context),
    ...rbacFilter(policies.deny, 'DENY', context),
    ...rbacFilter(policies.allow, 'ALLOW', context),
  ]
}

/** Policies that are all dry runs make a filter that enforces nothing, also for ALLOW. */
function rbacFilter(
  policies: readonly AuthorizationPolicy[],
  action: RuleUse['action'],
  { forTcp, trustDomains }: FilterContext,
): readonly RbacFilter[] {
  const translate = (some: readonly AuthorizationPolicy[]) =>
    sortedByName(some.flatMap(policy => rbacPolicies(policy, { forTcp, action, trustDomains })))
  const enforced = policies.filter(({ dryRun }) => !dryRun)
  const shadow = translate(policies.filter(({ dryRun }) => dryRun))
  if (policies.length === 0) return []
  if (enforced.length === 0) return [{ kind: 'rbac', action: 'LOG', policies: [], shadow }]
  return [{ kind: 'rbac', action, policies: translate(enforced), shadow }]
}

/**
 * CUSTOM policies by provider. Where the service can't be asked, all that the rules meet is denied: an unknown provider,
 * or several at one workload. On TCP ports only gRPC services are asked, and HTTP ones have no effect.
 */
export function customFilters(
  custom: readonly AuthorizationPolicy[],
  { forTcp, trustDomains, providers }: FilterContext,
): readonly NetworkAccessFilter[] {
  const byProvider = groupBy(
    custom.filter(({ dryRun }) => !dryRun),
    ({ provider }) => provider,
  )
  return [...byProvider.keys()].sort().flatMap(name => {
    const provider = providers.get(name)
    const isUsable = provider !== undefined && byProvider.size === 1
    if (isUsable && forTcp && provider.protocol === 'http') return []
    const use: RuleUse = {
      forTcp,
      action: 'DENY',
      trustDomains,
      prefix: `istio-ext-authz-${name}-`,
      suffix: isUsable ? '' : '-deny-due-to-bad-CUSTOM-action',
    }
    const policies = sortedByName((byProvider.get(name) ?? []).flatMap(policy => rbacPolicies(policy, use)))
    return [isUsable ? askProvider(provider, policies) : { kind: 'rbac', action: 'DENY', policies, shadow: [] }]
  })
}

function askProvider(provider: AuthorizationProvider, policies: readonly RbacPolicy[]): ExternalAuthorizationFilter {
  const { name, cluster, failOpen, statusOnError, includedHeaders, headersToUpstream, headersToDownstream } = provider
  return {
    kind: 'externalAuthorization',
    provider: name,
    policies,
    cluster,
    failOpen,
    statusOnError,
    includedHeaders,
    headersToUpstream,
    headersToDownstream,
  }
}

/** Envoy keeps policies in a sorted map. */
function sortedByName(policies: readonly RbacPolicy[]): readonly RbacPolicy[] {
  return [...policies].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}
