import type { Place } from '../../kernel/place.ts'
import { type Fields, numberOr, optionalNumber, text } from '../istio/field.ts'
import { kubernetesHostname } from '../istio/registry/kubernetes-service.ts'
import { UNKNOWN_SERVICE } from '../istio/route/destination.ts'
import type { Destination } from '../istio/virtual-service/virtual-service.ts'
import type { Grants } from './grant.ts'
import type { AttachedRoute } from './route.ts'

/** What decides whether a back-end may be named. */
export interface BackendContext {
  readonly route: AttachedRoute
  /** Routes on Services need no grants. */
  readonly grants: Grants | undefined
}

/**
 * The destination that a backendRef means (conversion.go:buildDestination). A reference that is not allowed leads to a
 * cluster that never exists; `undefined` = one so wrong that istiod drops the whole route.
 */
export function destinationOf(
  backend: Fields,
  place: Place,
  { route, grants }: BackendContext,
): Omit<Destination, 'weight'> | undefined {
  const group = text(backend.group)
  const kind = text(backend.kind) || 'Service'
  const name = text(backend.name)
  const namespace = text(backend.namespace) || route.namespace
  const port = optionalNumber(backend.port)
  const known = HOSTS[`${group}/${kind}`]
  const unknown = { host: UNKNOWN_SERVICE, subset: '', port, place }
  if (!known) return unknown
  const reference = { from: { kind: route.kind, namespace: route.namespace }, to: { group, kind, namespace, name } }
  if (grants && !grants(reference)) return unknown
  if (kind === 'Hostname' && backend.namespace !== undefined) return undefined
  if (port === undefined || (kind === 'Service' && name.includes('.'))) return undefined
  return { host: known(name, namespace), subset: '', port, place }
}

/** Host names of what a back-end can be, by group and kind. */
const HOSTS: Readonly<Record<string, (name: string, namespace: string) => string>> = {
  '/Service': kubernetesHostname,
  'networking.istio.io/Hostname': name => name,
  // ENABLE_MCS_HOST is off by default, and then it is the Service of that name.
  'multicluster.x-k8s.io/ServiceImport': kubernetesHostname,
}

/** Weight of a backendRef; 1 where it names none. */
export function weightOf(backend: Fields): number {
  return numberOr(backend.weight, 1)
}
