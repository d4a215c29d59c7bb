import { hostsOverlap, resolveShortName } from '../compile/istio/host/name.ts'
import { CLUSTER_DOMAIN } from '../compile/istio/registry/kubernetes-service.ts'
import type { Mesh } from '../config/mesh.ts'
import type { Resource } from '../config/resource.ts'
import { routeFor, shiftedRoute } from './shift-route.ts'

/** A share of the requests for a subset, host or back-end. */
export interface Weight {
  readonly target: { readonly name: string }
  readonly weight: number
}

interface HttpRule {
  readonly match?: readonly unknown[]
  readonly route?: readonly { readonly destination?: Record<string, unknown> }[]
}

/**
 * The mesh with other weights in the VirtualService of `host`, as a rollout controller would write them: into each http rule
 * without a match (or into all rules, when every rule has one). A target is a subset of the host that the rule already
 * routes to, or another host. A route of the Gateway API for the host comes first, as it does at the proxy. Undefined when
 * nothing is for that host.
 */
export function shifted(mesh: Mesh, host: string, weights: readonly Weight[]): Mesh | undefined {
  const route = routeFor(mesh, host)
  if (route !== undefined) return shiftedRoute(mesh, route, weights)
  const owner = virtualServiceFor(mesh, host)
  if (owner === undefined) return undefined
  const spec = owner.body.spec as { readonly http?: readonly HttpRule[] }
  const rules = spec.http ?? []
  const open = rules.some(rule => rule.match === undefined && rule.route !== undefined)
  const http = rules.map(rule => {
    const isMeant = rule.route !== undefined && (!open || rule.match === undefined)
    return isMeant ? { ...rule, route: routeOf(rule, weights, host) } : rule
  })
  const changed = { ...owner, body: { ...owner.body, spec: { ...spec, http } } }
  return { ...mesh, resources: mesh.resources.map(resource => (resource === owner ? changed : resource)) }
}

/** The first VirtualService with that host, exact before wildcard. */
export function virtualServiceFor(mesh: Mesh, host: string): Resource | undefined {
  const candidates = mesh.resources.filter(({ kind }) => kind === 'VirtualService')
  const hostsOf = ({ body, namespace }: Resource) =>
    ((body.spec as { hosts?: readonly string[] }).hosts ?? []).map(each =>
      resolveShortName(each, namespace, CLUSTER_DOMAIN),
    )
  const wanted = (namespace: string) => resolveShortName(host, namespace, CLUSTER_DOMAIN)
  return (
    candidates.find(resource => hostsOf(resource).includes(wanted(resource.namespace))) ??
    candidates.find(resource => hostsOf(resource).some(each => hostsOverlap(each, wanted(resource.namespace))))
  )
}

function routeOf(rule: HttpRule, weights: readonly Weight[], host: string): unknown[] {
  const destinations = (rule.route ?? []).map(({ destination }) => destination ?? {})
  const port = destinations[0]?.port
  const own = destinations[0]?.host ?? host
  return weights.map(({ target: { name }, weight }) => {
    const known = destinations.find(
      ({ subset, host: other }) => subset === name || (subset === undefined && other === name),
    )
    // Without a subset anywhere in the rule the targets are hosts: blue-green with two Services.
    const bySubset = destinations.some(({ subset }) => subset !== undefined)
    const made = bySubset && !name.includes('.') ? { host: own, subset: name } : { host: name }
    return { destination: known ?? { ...made, ...(port === undefined ? {} : { port }) }, weight }
  })
}
