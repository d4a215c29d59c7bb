import type { AuthorizationPolicy } from '../../compile/istio/authorization/policy.ts'
import { policiesOf, readAuthorizationPolicies } from '../../compile/istio/authorization/policy.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { finding, type LintCheck } from '../check.ts'
import type { LintWorld } from '../world.ts'

export const deniesEverything: LintCheck = {
  code: 'MS2513',
  title: 'a policy that denies everything to a workload',
  level: 'warning',
  meaning:
    'An ALLOW policy without rules matches nothing, and a workload with an ALLOW policy refuses what none of them allows: 403 for every request. `spec: {}` is such a policy. As a base under policies that allow something it is right; a workload that only it reaches answers nobody. A DENY policy with an empty rule denies everything whatever else allows it.',
  fix: 'Add an ALLOW policy for the workloads that the message names, or narrow the selector.',
  bad: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: allow-nothing }
spec: {}
`,
  good: `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: allow-nothing }
spec: {}
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: allow-default }
spec: { rules: [{ from: [{ source: { namespaces: [default] } }] }] }
`,
  find: denied,
}

function denied(world: LintWorld): readonly Diagnostic[] {
  const policies = readAuthorizationPolicies(world.files).filter(({ dryRun }) => !dryRun)
  if (policies.length === 0) return []
  const { rootNamespace } = world.files.settings
  const victims = new Map<AuthorizationPolicy, string[]>()
  const services = world.registry.services
  for (const workload of world.workloads) {
    const isServer = workload.sidecar && services.some(service => world.backends(service).includes(workload))
    if (!isServer) continue
    const { allow, deny, rootDeny } = policiesOf(policies, workload, rootNamespace)
    const blanket = [...rootDeny, ...deny].find(({ rules }) => rules.some(rule => Object.keys(rule).length === 0))
    const isShut = allow.length > 0 && allow.every(({ rules }) => rules.length === 0)
    const policy = blanket ?? (isShut ? allow[0] : undefined)
    if (policy) victims.set(policy, [...(victims.get(policy) ?? []), `${workload.namespace}/${workload.workload}`])
  }
  return [...victims].flatMap(([policy, workloads]) => {
    const resource = world.resource(policy.id)
    if (!resource) return []
    const shown = workloads.slice(0, 3).join(', ')
    const rest = workloads.length > 3 ? ` and ${workloads.length - 3} more` : ''
    const path = policy.action === 'DENY' ? ['spec', 'rules'] : ['spec']
    return [finding(deniesEverything, resource, path, `every request to ${shown}${rest} gets 403: nothing allows any`)]
  })
}
