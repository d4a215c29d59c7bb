import { groupOf } from '../../config/kinds.ts'
import type { Mesh } from '../../config/mesh.ts'
import { type Resource, resourceId } from '../../config/resource.ts'
import { placeOf } from '../../config/source-node.ts'
import type { Place } from '../../kernel/place.ts'
import { compareText } from '../istio/creation-order.ts'
import { type Fields, fields, list, optionalNumber, text, texts } from '../istio/field.ts'
import { ofKind } from './kinds.ts'

export type RouteKind = 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute'

/** What all kinds of routes have in common: what they attach to, for which hosts, and rules in their plain form. */
export interface AttachedRoute {
  readonly resource: Resource
  /** `HTTPRoute/namespace/name`. */
  readonly id: string
  readonly kind: RouteKind
  readonly namespace: string
  readonly name: string
  readonly parents: readonly ParentReference[]
  readonly hostnames: readonly string[]
  readonly rules: readonly { readonly body: Fields; readonly place: Place }[]
}

export interface ParentReference {
  readonly group: string
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly sectionName: string
  readonly port?: number
}

const KINDS: readonly RouteKind[] = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute']

/** Oldest first, then by namespace, then by name: the order in which routes of one host are put together. */
export function readRoutes(mesh: Pick<Mesh, 'resources'>): readonly AttachedRoute[] {
  return KINDS.flatMap(kind => ofKind(mesh, kind).map(resource => readRoute(resource, kind))).sort((a, b) =>
    byAge(a.resource, b.resource),
  )
}

/**
 * Unlike VirtualServices, routes of one age go by namespace before name (conversion.go:sortRoutesByCreationTime). The names
 * compared are those of what istiod makes of them, `<name>~0~...`: `a-b` comes before `a`.
 */
function byAge(a: Resource, b: Resource): number {
  return (
    a.creationTimeMs - b.creationTimeMs ||
    compareText(a.namespace, b.namespace) ||
    compareText(`${a.name}~`, `${b.name}~`)
  )
}

function readRoute(resource: Resource, kind: RouteKind): AttachedRoute {
  const spec = fields(resource.body.spec)
  return {
    resource,
    id: resourceId(resource),
    kind,
    namespace: resource.namespace,
    name: resource.name,
    parents: list(spec.parentRefs).map(entry => readParent(fields(entry), resource)),
    hostnames: texts(spec.hostnames).map(host => host.toLowerCase()),
    rules: list(spec.rules).map((body, i) => ({
      body: fields(body),
      place: placeOf(resource.source, ['spec', 'rules', i]),
    })),
  }
}

function readParent(parent: Fields, { apiVersion, namespace }: Resource): ParentReference {
  const group = parent.group === undefined ? groupOf(apiVersion) : text(parent.group)
  return {
    group: group === 'core' ? '' : group,
    kind: text(parent.kind) || 'Gateway',
    namespace: text(parent.namespace) || namespace,
    name: text(parent.name),
    sectionName: text(parent.sectionName),
    port: optionalNumber(parent.port),
  }
}
