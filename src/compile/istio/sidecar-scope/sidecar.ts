import type { Resource } from '../../../config/resource.ts'
import { resourceId } from '../../../config/resource.ts'
import type { Origin } from '../../../dataplane/origin.ts'
import { byCreation } from '../creation-order.ts'
import {
  type Fields,
  fields,
  labelsMatch,
  list,
  numberOr,
  optionalFields,
  optionalNumber,
  text,
  textMap,
  texts,
} from '../field.ts'
import { resolveShortName } from '../host/name.ts'
import { parseProtocol } from '../registry/protocol.ts'
import type { Protocol } from '../registry/service.ts'
import type { OutboundPolicy } from './scope.ts'

/** A Sidecar resource, as far as it shapes outbound traffic. */
export interface Sidecar {
  readonly namespace: string
  readonly name: string
  readonly creationTimeMs: number
  /** Absent = every pod of the namespace. */
  readonly selector?: Readonly<Record<string, string>>
  readonly egress: readonly SidecarEgress[]
  readonly outbound?: OutboundPolicy
  readonly origin: Origin
}

export interface SidecarEgress {
  readonly port?: { readonly number: number; readonly protocol: Protocol }
  readonly bind: string
  /** `namespace/dnsName` as written. */
  readonly hosts: readonly string[]
}

export function parseSidecars(resources: readonly Resource[], domain: string): readonly Sidecar[] {
  return resources
    .filter(resource => resource.kind === 'Sidecar')
    .map(resource => parseSidecar(resource, domain))
    .sort(byCreation)
}

function parseSidecar(resource: Resource, domain: string): Sidecar {
  const spec = fields(resource.body.spec)
  const selector = optionalFields(spec.workloadSelector)
  const egress = list(spec.egress).map(entry => parseEgress(fields(entry)))
  return {
    namespace: resource.namespace,
    name: resource.name,
    creationTimeMs: resource.creationTimeMs,
    selector: selector && textMap(selector.labels),
    egress: egress.length > 0 ? egress : [{ bind: '', hosts: ['*/*'] }],
    outbound: spec.outboundTrafficPolicy
      ? parseOutboundPolicy(fields(spec.outboundTrafficPolicy), 'REGISTRY_ONLY', resource.namespace, domain)
      : undefined,
    origin: { resource: resourceId(resource), place: resource.place, why: 'Sidecar in charge of this pod' },
  }
}

function parseEgress(egress: Fields): SidecarEgress {
  const port = optionalFields(egress.port)
  return {
    port: port && { number: numberOr(port.number, 0), protocol: parseProtocol(text(port.protocol)) },
    // A listener that is not captured must be dialled by hand, on the loopback address.
    bind: text(egress.bind) || (egress.captureMode === 'NONE' ? '127.0.0.1' : ''),
    hosts: texts(egress.hosts),
  }
}

/**
 * @param fallback mode of a block that names none: the first of the enum in a Sidecar, ALLOW_ANY in MeshConfig
 */
export function parseOutboundPolicy(
  policy: Fields,
  fallback: OutboundPolicy['mode'],
  namespace: string,
  domain: string,
): OutboundPolicy {
  const proxy = optionalFields(policy.egressProxy)
  const mode = text(policy.mode)
  return {
    mode: mode === 'ALLOW_ANY' || mode === 'REGISTRY_ONLY' || mode === 'ALLOW_ANY_DYNAMIC_DNS' ? mode : fallback,
    egressProxy: proxy && {
      host: resolveShortName(text(proxy.host), namespace, domain),
      port: optionalNumber(fields(proxy.port).number),
      subset: text(proxy.subset),
    },
  }
}

/**
 * The Sidecar in charge of a pod: the oldest whose selector picks it, then the namespace's own without a selector, then
 * that of the root namespace (model/push_context.go:getSidecarScope).
 * @param sidecars sorted by age
 */
export function sidecarFor(
  sidecars: readonly Sidecar[],
  pod: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> },
  rootNamespace: string,
): Sidecar | undefined {
  const own = sidecars.filter(sidecar => sidecar.namespace === pod.namespace)
  return (
    own.find(sidecar => sidecar.selector && labelsMatch(sidecar.selector, pod.labels)) ??
    own.find(sidecar => !sidecar.selector) ??
    sidecars.find(sidecar => sidecar.namespace === rootNamespace && !sidecar.selector)
  )
}
