import type { RbacFilter, RbacPolicy } from '../../dataplane/authorization.ts'
import { holds } from './condition.ts'
import type { ConnectionFacts } from './facts.ts'

/** Why a filter refused, and by which rule. */
export interface RbacDenial {
  /** Envoy's response code detail, or the reason why a connection was ended. */
  readonly details: string
  /** Absent where no ALLOW policy matched. */
  readonly policy?: RbacPolicy
}

/** The first policy that matches, in the order given. */
export function firstMatch(policies: readonly RbacPolicy[], facts: ConnectionFacts): RbacPolicy | undefined {
  return policies.find(({ permissions, principals }) => anyHolds(permissions, facts) && anyHolds(principals, facts))
}

function anyHolds(alternatives: RbacPolicy['permissions'], facts: ConnectionFacts): boolean {
  return alternatives.some(conditions => conditions.every(condition => holds(condition, facts)))
}

/**
 * Undefined = may pass (source/extensions/filters/common/rbac/engine_impl.cc).
 * Known differences from Envoy: rules of a dry run, which Envoy only counts, are left out.
 */
export function checkRbac(filter: RbacFilter, facts: ConnectionFacts): RbacDenial | undefined {
  if (filter.action === 'LOG') return undefined
  const policy = firstMatch(filter.policies, facts)
  const isDenied = filter.action === 'DENY' ? policy !== undefined : policy === undefined
  if (!isDenied) return undefined
  return { details: `rbac_access_denied_matched_policy[${policy?.name ?? 'none'}]`, policy }
}
