import type { Resource } from '../../config/resource.ts'
import { GATEWAY_API_GROUP, GATEWAY_NAME_LABEL } from '../gateway-api/kinds.ts'
import { type Fields, fields, labelsMatch, list, optionalFields, text, textMap } from './field.ts'

/** Whom a security policy is for: workloads by labels, or Kubernetes Gateways by reference. */
export interface PolicyScope {
  readonly namespace: string
  /** Empty = every workload. */
  readonly selector: Readonly<Record<string, string>>
  /** Present = by reference only: names of Kubernetes Gateways among them. */
  readonly gateways?: readonly string[]
}

/** The proxy that a policy may apply to. */
export interface PolicySubject {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
}

export function readPolicyScope(resource: Resource): PolicyScope {
  const spec = fields(resource.body.spec)
  const target = optionalFields(spec.targetRef)
  const targets = [...(target ? [target] : []), ...list(spec.targetRefs).map(fields)]
  return {
    namespace: resource.namespace,
    selector: textMap(fields(spec.selector).matchLabels),
    gateways: targets.length > 0 ? targets.filter(isGateway).map(ref => text(ref.name)) : undefined,
  }
}

function isGateway(target: Fields): boolean {
  return text(target.kind) === 'Gateway' && text(target.group) === GATEWAY_API_GROUP
}

/**
 * pilot/pkg/model/policyattachment.go:PolicyMatcher. Policies of the root namespace are for all namespaces; a reference
 * names a Gateway of the policy's own namespace, and sidecars take no notice of it.
 */
export function appliesTo(scope: PolicyScope, subject: PolicySubject, rootNamespace: string): boolean {
  if (scope.gateways) {
    const name = subject.labels[GATEWAY_NAME_LABEL]
    return name !== undefined && scope.namespace === subject.namespace && scope.gateways.includes(name)
  }
  const isInReach = scope.namespace === subject.namespace || scope.namespace === rootNamespace
  return isInReach && labelsMatch(scope.selector, subject.labels)
}
