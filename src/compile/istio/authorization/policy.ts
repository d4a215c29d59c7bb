import type { Mesh } from '../../../config/mesh.ts'
import { type Resource, resourceId } from '../../../config/resource.ts'
import { placeOf } from '../../../config/source-node.ts'
import type { Place } from '../../../kernel/place.ts'
import { type Fields, fields, list, text } from '../field.ts'
import { appliesTo, type PolicyScope, type PolicySubject, readPolicyScope } from '../policy-scope.ts'

/** An AuthorizationPolicy. */
export interface AuthorizationPolicy {
  readonly namespace: string
  readonly name: string
  /** `AuthorizationPolicy/namespace/name`. */
  readonly id: string
  readonly scope: PolicyScope
  readonly action: 'ALLOW' | 'DENY' | 'AUDIT' | 'CUSTOM'
  /** Of a CUSTOM policy. */
  readonly provider: string
  /** Only watched, not enforced (annotation istio.io/dry-run). */
  readonly dryRun: boolean
  readonly rules: readonly Fields[]
  rulePlace(index: number): Place
}

/** The policies for one proxy, by what they do (pilot/pkg/model/authorization.go:AuthorizationPoliciesResult). */
export interface PoliciesOfProxy {
  readonly custom: readonly AuthorizationPolicy[]
  readonly audit: readonly AuthorizationPolicy[]
  /** Of the root namespace; asked before the others. */
  readonly rootDeny: readonly AuthorizationPolicy[]
  readonly deny: readonly AuthorizationPolicy[]
  readonly allow: readonly AuthorizationPolicy[]
}

export function readAuthorizationPolicies({ resources }: Mesh): readonly AuthorizationPolicy[] {
  return resources.filter(({ kind }) => kind === 'AuthorizationPolicy').map(readPolicy)
}

function readPolicy(resource: Resource): AuthorizationPolicy {
  const spec = fields(resource.body.spec)
  return {
    namespace: resource.namespace,
    name: resource.name,
    id: resourceId(resource),
    scope: readPolicyScope(resource),
    action: readAction(text(spec.action)),
    provider: text(fields(spec.provider).name),
    dryRun: TRUE.has(resource.annotations['istio.io/dry-run'] ?? ''),
    rules: list(spec.rules).map(fields),
    rulePlace: index => placeOf(resource.source, ['spec', 'rules', index]),
  }
}

/** What Go's strconv.ParseBool takes for true. */
const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])

function readAction(action: string): AuthorizationPolicy['action'] {
  return action === 'DENY' || action === 'AUDIT' || action === 'CUSTOM' ? action : 'ALLOW'
}

export function policiesOf(
  policies: readonly AuthorizationPolicy[],
  subject: PolicySubject,
  rootNamespace: string,
): PoliciesOfProxy {
  const mine = policies.filter(({ scope }) => appliesTo(scope, subject, rootNamespace))
  const of = (action: AuthorizationPolicy['action']) => mine.filter(policy => policy.action === action)
  const isRoot = ({ namespace }: AuthorizationPolicy) => namespace === rootNamespace
  return {
    custom: of('CUSTOM'),
    audit: of('AUDIT'),
    rootDeny: of('DENY').filter(isRoot),
    deny: of('DENY').filter(policy => !isRoot(policy)),
    allow: of('ALLOW'),
  }
}
