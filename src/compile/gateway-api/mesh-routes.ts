import type { Mesh } from '../../config/mesh.ts'
import { fields, texts } from '../istio/field.ts'
import { kubernetesHostname } from '../istio/registry/kubernetes-service.ts'
import type { VirtualService } from '../istio/virtual-service/virtual-service.ts'
import { httpRules } from './http-rule.ts'
import { tcpRules, tlsRules } from './layer4-rule.ts'
import { bySpecificity } from './rank.ts'
import type { AttachedRoute, ParentReference } from './route.ts'
import type { RouteSources } from './sources.ts'
import { emptyService } from './virtual-services.ts'

/** Routes of one namespace for one host, and for one port where they name it. */
interface Group {
  readonly host: string
  readonly port?: number
  readonly isConsumer: boolean
  readonly routes: AttachedRoute[]
}

/**
 * Routes on Services (GAMMA): those of the Service's own namespace are for every caller, those of another one only for
 * the callers there, who then see no others (conversion.go:buildMeshVirtualServices). Routes for a port come before those
 * for all ports.
 */
export function meshVirtualServices(
  routes: readonly AttachedRoute[],
  mesh: Mesh,
  sources: RouteSources,
): readonly VirtualService[] {
  const groups = new Map<string, Group>()
  for (const route of routes) {
    for (const parent of route.parents) {
      for (const host of hostsOf(parent, mesh, sources)) {
        const key = [route.namespace, host, parent.port ?? ''].join('\n')
        const isConsumer = parent.namespace !== route.namespace
        const group = groups.get(key) ?? { host, port: parent.port, isConsumer, routes: [] }
        group.routes.push(route)
        groups.set(key, group)
      }
    }
  }
  const all = [...groups.values()]
  const ordered = [...all.filter(({ port }) => port !== undefined), ...all.filter(({ port }) => port === undefined)]
  return ordered.flatMap(group => serviceOf(group, sources))
}

function serviceOf({ host, port, isConsumer, routes }: Group, { isService }: RouteSources): readonly VirtualService[] {
  const rules = (kinds: readonly string[]) => routes.filter(({ kind }) => kinds.includes(kind))
  const context = (route: AttachedRoute) => ({ route, grants: undefined, isService, port })
  const http = rules(['HTTPRoute', 'GRPCRoute'])
    .flatMap(route => httpRules(context(route)))
    .sort(bySpecificity)
  const tls = rules(['TLSRoute']).flatMap(route => tlsRules(context(route), route.hostnames))
  const tcp = rules(['TCPRoute']).flatMap(route => tcpRules(context(route), port))
  if (http.length + tls.length + tcp.length === 0) return []
  const bare = emptyService(routes[0], [host, port ?? ''].join('~'))
  return [{ ...bare, hosts: [host], gateways: ['mesh'], exportTo: isConsumer ? ['.'] : ['*'], http, tls, tcp }]
}

/** A Service that exists, or every host of a ServiceEntry. */
function hostsOf(parent: ParentReference, mesh: Mesh, { isService }: RouteSources): readonly string[] {
  const { group, kind, namespace, name } = parent
  if (group === '' && kind === 'Service') {
    const host = kubernetesHostname(name, namespace)
    return isService(host) ? [host] : []
  }
  if (group !== 'networking.istio.io' || kind !== 'ServiceEntry') return []
  const entry = mesh.resources.find(
    resource => resource.kind === kind && resource.namespace === namespace && resource.name === name,
  )
  return entry ? texts(fields(entry.body.spec).hosts) : []
}
