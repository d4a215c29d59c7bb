import type { Condition, RbacPolicy } from '../../../dataplane/authorization.ts'
import { type Fields, fields, list } from '../field.ts'
import { operationConditions, type RuleCondition } from './operation.ts'
import type { AuthorizationPolicy } from './policy.ts'
import { type SourceContext, sourceConditions } from './source.ts'
import { type WhenConditions, whenConditions } from './when.ts'

/** What a rule is translated for. */
export interface RuleUse {
  readonly forTcp: boolean
  readonly action: 'ALLOW' | 'DENY' | 'LOG'
  readonly trustDomains: readonly string[]
  /** Put before the name of each policy, and behind it. */
  readonly prefix?: string
  readonly suffix?: string
}

/** Stands for a policy without rules. */
const NEVER: readonly (readonly Condition[])[] = [[{ on: 'nothing', negated: false }]]

/** All rules of a policy that the use leaves something of (authz/builder/builder.go:build). */
export function rbacPolicies(policy: AuthorizationPolicy, use: RuleUse): readonly RbacPolicy[] {
  const nameOf = (index: number) =>
    `${use.prefix ?? ''}ns[${policy.namespace}]-policy[${policy.name}]-rule[${index}]${use.suffix ?? ''}`
  const origin = (index: number) => ({ resource: policy.id, place: policy.rulePlace(index), why: whyOf(policy) })
  if (policy.rules.length === 0) {
    return [{ name: nameOf(0), permissions: NEVER, principals: NEVER, origin: origin(0) }]
  }
  const context: SourceContext = { namespace: policy.namespace, trustDomains: use.trustDomains }
  return policy.rules.flatMap((rule, index) => {
    const sides = translate(rule, context, use)
    return sides ? [{ name: nameOf(index), ...sides, origin: origin(index) }] : []
  })
}

function whyOf({ action, dryRun }: AuthorizationPolicy): string {
  return dryRun ? `${action} policy, dry run only` : `${action} policy for this workload`
}

/** Undefined: the rule is skipped, as istiod skips what it does not understand or cannot use on TCP. */
function translate(
  rule: Fields,
  context: SourceContext,
  use: RuleUse,
): Pick<RbacPolicy, 'permissions' | 'principals'> | undefined {
  const when = list(rule.when).map(entry => whenConditions(fields(entry), context))
  if (when.includes(undefined)) return undefined
  const shared = (side: WhenConditions['side']) => when.flatMap(part => (part?.side === side ? part.conditions : []))
  const permissions = alternatives(list(rule.to), 'operation', operationConditions, shared('permission'))
  const sources = (source: Fields) => sourceConditions(source, context)
  const principals = alternatives(list(rule.from), 'source', sources, shared('principal'))
  const all = [...permissions, ...principals].flat()
  if (use.forTcp && use.action === 'ALLOW' && all.some(({ httpOnly }) => httpOnly)) return undefined
  // For other actions HTTP conditions drop out, so the rule meets more on a TCP port than it says.
  const usable = (sides: readonly (readonly RuleCondition[])[]) =>
    sides.map(side => side.filter(({ httpOnly }) => !(use.forTcp && httpOnly)).map(({ condition }) => condition))
  return { permissions: usable(permissions), principals: usable(principals) }
}

/** Any entry of `to` or `from`, each with all that `when` asks; no entry at all asks only that. */
function alternatives(
  entries: readonly unknown[],
  part: string,
  read: (fields: Fields) => readonly RuleCondition[],
  shared: readonly RuleCondition[],
): readonly (readonly RuleCondition[])[] {
  if (entries.length === 0) return [shared]
  return entries.map(entry => [...read(fields(fields(entry)[part])), ...shared])
}
