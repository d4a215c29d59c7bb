import type { Mesh } from '../../config/mesh.ts'
import { fields, texts } from '../istio/field.ts'
import { hostsOverlap } from '../istio/host/name.ts'
import { kubernetesHostname } from '../istio/registry/kubernetes-service.ts'
import type { VirtualService } from '../istio/virtual-service/virtual-service.ts'
import type { HttpPart } from './http-parts.ts'
import { httpRules } from './http-rule.ts'
import { tcpRules, tlsRules } from './layer4-rule.ts'
import type { AttachedRoute, ParentReference } from './route.ts'
import type { RouteSources } from './sources.ts'
import { emptyService, type RouteServices } from './virtual-services.ts'

/** A route on a Service, or on every host of a ServiceEntry. */
interface OnService {
  readonly route: AttachedRoute
  readonly parent: ParentReference
  readonly hosts: readonly string[]
}

/**
 * Routes on Services (GAMMA): HTTP rules of a namespace for a host belong together, or for a port of it where routes name one
 * (route_collections.go). Which callers they are for is decided where tables are built.
 */
export function meshServices(routes: readonly AttachedRoute[], mesh: Mesh, sources: RouteSources): RouteServices {
  const attached = routes.flatMap(route =>
    route.parents.map(parent => ({ route, parent, hosts: hostsOf(parent, mesh, sources) })),
  )
  return { http: attached.flatMap(each => httpParts(each, sources)), layer4: attached.flatMap(layer4Services) }
}

function httpParts({ route, parent, hosts }: OnService, { isService }: RouteSources): readonly HttpPart[] {
  if (route.kind !== 'HTTPRoute' && route.kind !== 'GRPCRoute') return []
  const { port } = parent
  const http = httpRules({ route, grants: undefined, isService, port })
  const prefix = port === undefined ? route.namespace : `${route.namespace}~${port}`
  return hosts.map(host => ({ route, parent, host, gateway: 'mesh', key: `${prefix}~${host}`, http }))
}

/** Server names of a TLSRoute are its own that the host covers, or is covered by; without any, those of the parent. */
function layer4Services({ route, parent: { port }, hosts }: OnService): readonly VirtualService[] {
  const context = { route, grants: undefined }
  const empty = (name: string, host: string) => emptyService(route, `${route.name}~${name}`, 'mesh', host)
  if (route.kind === 'TCPRoute') {
    return hosts.map((host, i) => ({ ...empty(`tcp~${i}`, host), tcp: tcpRules(context, port) }))
  }
  if (route.kind !== 'TLSRoute') return []
  const names = route.hostnames.length > 0 ? route.hostnames : hosts
  return hosts.map((host, i) => {
    const sniHosts = names.length > 1 ? names.filter(name => hostsOverlap(host, name)) : names
    return { ...empty(`tls~${i}`, host), tls: tlsRules(context, sniHosts, port) }
  })
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
