import type { Resource } from '../../../config/resource.ts'
import { resourceId } from '../../../config/resource.ts'
import { placeOf } from '../../../config/source-node.ts'
import type { Place } from '../../../kernel/place.ts'
import { byCreation } from '../creation-order.ts'
import { type Fields, fields, labelsMatch, list, numberOr, optionalFields, text, textMap, texts } from '../field.ts'
import { parseProtocol } from '../registry/protocol.ts'
import { isHttp, type Protocol } from '../registry/service.ts'

/** A Gateway resource; hosts keep their namespace prefix only where it limits something. */
export interface Gateway {
  readonly namespace: string
  readonly name: string
  /** `namespace/name`, as VirtualServices refer to it. */
  readonly key: string
  /** `Gateway/namespace/name`. */
  readonly id: string
  readonly creationTimeMs: number
  /** Empty = every gateway proxy. */
  readonly selector: Readonly<Record<string, string>>
  /** Gateways of the Gateway API are served by pods of their own namespace only. */
  readonly onlyInNamespace?: string
  readonly servers: readonly Server[]
}

export interface Server {
  /** Port of the gateway's Service, not of its pods. */
  readonly port: number
  readonly portName: string
  readonly protocol: Protocol
  readonly bind: string
  /** `host`, or `namespace/host`. */
  readonly hosts: readonly string[]
  readonly tls?: { readonly mode: string; readonly httpsRedirect: boolean }
  readonly place: Place
}

export function parseGateways(resources: readonly Resource[]): readonly Gateway[] {
  return resources
    .filter(resource => resource.kind === 'Gateway' && resource.apiVersion.startsWith('networking.istio.io/'))
    .map(parseGateway)
    .sort(byCreation)
}

function parseGateway(resource: Resource): Gateway {
  const spec = fields(resource.body.spec)
  return {
    namespace: resource.namespace,
    name: resource.name,
    key: `${resource.namespace}/${resource.name}`,
    id: resourceId(resource),
    creationTimeMs: resource.creationTimeMs,
    selector: textMap(spec.selector),
    servers: list(spec.servers).map((server, i) =>
      parseServer(fields(server), resource.namespace, placeOf(resource.source, ['spec', 'servers', i])),
    ),
  }
}

function parseServer(server: Fields, namespace: string, place: Place): Server {
  const port = fields(server.port)
  const tls = optionalFields(server.tls)
  return {
    port: numberOr(port.number, 0),
    portName: text(port.name),
    protocol: parseProtocol(text(port.protocol)),
    bind: text(server.bind),
    hosts: resolveHosts(texts(server.hosts), namespace),
    // PASSTHROUGH is the first of the enum, so a tls block that names no mode means it.
    tls: tls && { mode: text(tls.mode) || 'PASSTHROUGH', httpsRedirect: tls.httpsRedirect === true },
    place,
  }
}

/** `./host` is the Gateway's own namespace, a star means any (model/gateway.go:sanitizeServerHostNamespace). */
function resolveHosts(hosts: readonly string[], namespace: string): readonly string[] {
  if (hosts.includes('*/*')) return ['*']
  return hosts.map(host => {
    if (host.startsWith('./')) return `${namespace}/${host.slice(2)}`
    return host.startsWith('*/') ? host.slice(2) : host
  })
}

/** Hosts of a server that VirtualServices of a namespace may bind to (host.NamesForNamespace). */
export function hostsForNamespace(hosts: readonly string[], namespace: string): readonly string[] {
  return hosts.flatMap(host => {
    const slash = host.indexOf('/')
    if (slash < 0) return [host]
    return host.slice(0, slash) === namespace ? [host.slice(slash + 1)] : []
  })
}

/** Whether a pod's proxy serves the Gateway; for Istio's own Gateways its namespace does not matter. */
export function isServedBy(gateway: Gateway, labels: Readonly<Record<string, string>>, namespace: string): boolean {
  return (gateway.onlyInNamespace ?? namespace) === namespace && labelsMatch(gateway.selector, labels)
}

export function isHttpServer(server: Server): boolean {
  return isHttp(server.protocol) || (server.protocol === 'HTTPS' && server.tls !== undefined && !isPassthrough(server))
}

/** TLS that the listener sees, opened by it or not; an HTTP server's `tls` block only redirects. */
export function isTlsServer(server: Server): boolean {
  return server.tls !== undefined && !isHttp(server.protocol)
}

export function isPassthrough(server: Server): boolean {
  return server.tls?.mode === 'PASSTHROUGH' || server.tls?.mode === 'AUTO_PASSTHROUGH'
}
