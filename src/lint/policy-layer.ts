import { type Fields, fields, list, numberOr, optionalFields, text, textMap } from '../compile/istio/field.ts'
import { isSubsetOf, resolveShortName } from '../compile/istio/host/name.ts'
import { CLUSTER_DOMAIN } from '../compile/istio/registry/kubernetes-service.ts'
import type { MeshService } from '../compile/istio/registry/service.ts'
import type { Resource } from '../config/resource.ts'
import type { Path } from './check.ts'
import { type LintWorld, specOf } from './world.ts'

/** One traffic policy of a DestinationRule: of the whole host, of a subset, or of a port of either. */
export interface PolicyLayer {
  readonly path: Path
  readonly policy: Fields
  readonly subset?: { readonly name: string; readonly labels: Readonly<Record<string, string>> }
  readonly port?: number
  /** What a port's settings stand in, and replace. */
  readonly parent?: Fields
}

export function policyLayers(rule: Resource): readonly PolicyLayer[] {
  const spec = specOf(rule)
  const top = withPorts(optionalFields(spec.trafficPolicy), ['spec', 'trafficPolicy'])
  const ofSubsets = list(spec.subsets).flatMap((entry, index) => {
    const { name, labels, trafficPolicy } = fields(entry)
    const subset = { name: text(name), labels: textMap(labels) }
    const path = ['spec', 'subsets', index, 'trafficPolicy']
    return withPorts(optionalFields(trafficPolicy), path).map(layer => ({ ...layer, subset }))
  })
  return [...top, ...ofSubsets]
}

function withPorts(policy: Fields | undefined, path: Path): readonly PolicyLayer[] {
  if (!policy) return []
  const ports = list(policy.portLevelSettings).map((entry, index) => {
    const settings = fields(entry)
    const port = numberOr(fields(settings.port).number, 0)
    return { path: [...path, 'portLevelSettings', index], policy: settings, port, parent: policy }
  })
  return [{ path, policy }, ...ports]
}

/** Host of a DestinationRule as istiod resolves it. */
export function hostOf(rule: Resource): string {
  return resolveShortName(text(specOf(rule).host), rule.namespace, CLUSTER_DOMAIN)
}

/** Services that the rule's host names or, with a star, covers. */
export function servicesOf(rule: Resource, { registry }: LintWorld): readonly MeshService[] {
  const host = hostOf(rule)
  const exact = registry.named(host)
  if (exact.length > 0 || !host.startsWith('*')) return exact
  return registry.services.filter(({ hostname }) => isSubsetOf(hostname, host))
}
