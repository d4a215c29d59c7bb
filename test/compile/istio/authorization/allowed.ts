import { readAuthorizationPolicies } from '../../../../src/compile/istio/authorization/policy.ts'
import { type RuleUse, rbacPolicies } from '../../../../src/compile/istio/authorization/rule.ts'
import type { ConnectionFacts } from '../../../../src/proxy/authorize/facts.ts'
import { firstMatch } from '../../../../src/proxy/authorize/rbac.ts'
import { factsOf } from '../../../proxy/authorize/facts-of.ts'
import { istio, meshOf } from '../mesh-of.ts'

/** RBAC policies that the rules of one AuthorizationPolicy in `default` become. */
export function translated(rules: readonly object[] | undefined, use: Partial<RuleUse> = {}) {
  const spec = { action: 'DENY', ...(rules ? { rules } : {}) }
  const yaml = istio('AuthorizationPolicy', 'p', 'default', rules ? spec : {})
  const [policy] = readAuthorizationPolicies(meshOf(yaml))
  return rbacPolicies(policy, { forTcp: false, action: 'DENY', trustDomains: ['cluster.local'], ...use })
}

/** Whether one rule matches a request. */
export function matches(rule: object, facts: Partial<ConnectionFacts> = {}): boolean {
  return firstMatch(translated([rule]), factsOf(facts)) !== undefined
}
