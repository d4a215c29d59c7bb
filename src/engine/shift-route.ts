import { ofKind } from '../compile/gateway-api/kinds.ts'
import { readRoutes } from '../compile/gateway-api/route.ts'
import { resolveShortName } from '../compile/istio/host/name.ts'
import { CLUSTER_DOMAIN, kubernetesHostname } from '../compile/istio/registry/kubernetes-service.ts'
import type { Mesh } from '../config/mesh.ts'
import type { Resource } from '../config/resource.ts'
import type { Weight } from './shift.ts'

interface RouteRule {
  readonly matches?: readonly { readonly path?: { readonly value?: string } }[]
  readonly backendRefs?: readonly BackendReference[]
}

interface BackendReference {
  readonly name: string
  readonly weight?: number
}

/** The HTTPRoute or GRPCRoute of a host: one that names it, or one on the Service of that name. */
export function routeFor(mesh: Mesh, host: string): Resource | undefined {
  return weightedRoutes(mesh).find(({ resource, hosts }) => hosts.includes(fullName(host, resource)))?.resource
}

/** Hosts whose weights routes hold, for messages. */
export function routedHosts(mesh: Mesh): readonly string[] {
  return weightedRoutes(mesh).flatMap(({ hosts }) => hosts)
}

function weightedRoutes(mesh: Mesh) {
  if (ofKind(mesh, 'HTTPRoute').length + ofKind(mesh, 'GRPCRoute').length === 0) return []
  return readRoutes(mesh)
    .filter(({ kind }) => kind === 'HTTPRoute' || kind === 'GRPCRoute')
    .map(({ resource, hostnames, parents }) => ({
      resource,
      hosts: [
        ...hostnames.map(name => fullName(name, resource)),
        ...parents
          .filter(({ group, kind }) => group === '' && kind === 'Service')
          .map(({ name, namespace }) => kubernetesHostname(name, namespace)),
      ],
    }))
}

function fullName(host: string, { namespace }: Resource): string {
  return resolveShortName(host.toLowerCase(), namespace, CLUSTER_DOMAIN)
}

/**
 * The mesh with other weights in a route: in each rule for every path, or in all rules when there is none. A target is a
 * back-end; those that are not named get nothing, and those that the rule does not have yet come with its first port.
 */
export function shiftedRoute(mesh: Mesh, route: Resource, weights: readonly Weight[]): Mesh {
  const spec = route.body.spec as { readonly rules?: readonly RouteRule[] }
  const rules = spec.rules ?? []
  const hasOpen = rules.some(isOpen)
  const changed = rules.map(rule => {
    if (rule.backendRefs === undefined || (hasOpen && !isOpen(rule))) return rule
    return { ...rule, backendRefs: backendsOf(rule.backendRefs, weights) }
  })
  const shifted = { ...route, body: { ...route.body, spec: { ...spec, rules: changed } } }
  return { ...mesh, resources: mesh.resources.map(resource => (resource === route ? shifted : resource)) }
}

function isOpen({ matches }: RouteRule): boolean {
  return (matches ?? []).every(match => Object.keys(match).length === 0 || isRoot(match))
}

function isRoot({ path, ...rest }: { readonly path?: { readonly value?: string } }): boolean {
  return (path?.value ?? '/') === '/' && Object.keys(rest).length === 0
}

function backendsOf(backends: readonly BackendReference[], weights: readonly Weight[]): readonly BackendReference[] {
  return weights.map(({ target: { name }, weight }) => ({
    ...(backends.find(backend => backend.name === name) ?? { ...backends[0], name }),
    weight,
  }))
}
