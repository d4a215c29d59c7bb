import type { Mesh } from '../../config/mesh.ts'
import type { Resource } from '../../config/resource.ts'
import { placeOf } from '../../config/source-node.ts'
import type { Place } from '../../kernel/place.ts'
import { type Fields, fields, list, numberOr, optionalFields, text } from '../istio/field.ts'
import { GATEWAY_API_GROUP, ofKind } from './kinds.ts'

/** A Kubernetes Gateway that istiod serves. */
export interface KubernetesGateway {
  readonly resource: Resource
  readonly namespace: string
  readonly name: string
  readonly listeners: readonly Listener[]
  /** Host names of Services that exist already; empty = istiod makes the Service and its pods. */
  readonly addresses: readonly string[]
}

export interface Listener {
  readonly name: string
  readonly port: number
  readonly protocol: ListenerProtocol
  /** `''` = every host. */
  readonly hostname: string
  readonly tls?: { readonly passthrough: boolean; readonly certificates: readonly SecretReference[] }
  readonly allowed: AllowedRoutes
  /** Name of a listener before it that it can't stand beside: to istiod it is not there. */
  readonly conflictsWith?: string
  readonly place: Place
}

export type ListenerProtocol = 'HTTP' | 'HTTPS' | 'TLS' | 'TCP' | 'UDP'

export interface SecretReference {
  readonly namespace: string
  readonly name: string
}

export interface AllowedRoutes {
  readonly from: 'Same' | 'All' | 'Selector'
  /** `matchLabels` and `matchExpressions` on namespaces, with `from: Selector`. */
  readonly selector: Fields
  /** Undefined = those of the protocol. */
  readonly kinds?: readonly string[]
}

/** Classes that istiod's own controller serves; others have a controller of their own. */
const CLASSES: ReadonlySet<string> = new Set(['istio', 'istio-remote'])

export function readGateways(mesh: Pick<Mesh, 'resources'>): readonly KubernetesGateway[] {
  return ofKind(mesh, 'Gateway')
    .filter(({ body }) => CLASSES.has(text(fields(body.spec).gatewayClassName)))
    .map(readGateway)
}

function readGateway(resource: Resource): KubernetesGateway {
  const spec = fields(resource.body.spec)
  return {
    resource,
    namespace: resource.namespace,
    name: resource.name,
    listeners: withConflicts(
      list(spec.listeners).map((entry, i) =>
        readListener(fields(entry), resource.namespace, placeOf(resource.source, ['spec', 'listeners', i])),
      ),
    ),
    addresses: list(spec.addresses).map(entry => text(fields(entry).value)),
  }
}

/** The first one of two stays (listener_conflict.go:ComputeGatewayListenerConflicts). */
function withConflicts(listeners: readonly Listener[]): readonly Listener[] {
  const accepted: Listener[] = []
  return listeners.map(listener => {
    const earlier = accepted.find(each => !areDistinct(each, listener))
    if (earlier === undefined) accepted.push(listener)
    return earlier === undefined ? listener : { ...listener, conflictsWith: earlier.name }
  })
}

/** On one port, TCP and UDP leave no room for another; the others differ by hostname alone (listenersDistinct). */
function areDistinct(a: Listener, b: Listener): boolean {
  if (a.port !== b.port) return true
  const isAlone = [a, b].some(({ protocol }) => protocol === 'TCP' || protocol === 'UDP')
  return !isAlone && (a.hostname || '*') !== (b.hostname || '*')
}

function readListener(listener: Fields, namespace: string, place: Place): Listener {
  const tls = optionalFields(listener.tls)
  const allowed = fields(listener.allowedRoutes)
  const namespaces = fields(allowed.namespaces)
  const from = text(namespaces.from)
  return {
    name: text(listener.name),
    port: numberOr(listener.port, 0),
    protocol: text(listener.protocol) as ListenerProtocol,
    hostname: text(listener.hostname).toLowerCase(),
    tls: tls && {
      passthrough: text(tls.mode) === 'Passthrough',
      certificates: list(tls.certificateRefs).map(entry => ({
        namespace: text(fields(entry).namespace) || namespace,
        name: text(fields(entry).name),
      })),
    },
    allowed: {
      from: from === 'All' || from === 'Selector' ? from : 'Same',
      selector: fields(namespaces.selector),
      kinds: list(allowed.kinds).length === 0 ? undefined : list(allowed.kinds).flatMap(kindOf),
    },
    place,
  }
}

function kindOf(entry: unknown): readonly string[] {
  const { group, kind } = fields(entry)
  return group === undefined || group === GATEWAY_API_GROUP ? [text(kind)] : []
}
