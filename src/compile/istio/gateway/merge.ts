import type { Protocol } from '../registry/service.ts'
import { isHttp } from '../registry/service.ts'
import { type Gateway, isHttpServer, isTlsServer, type Server } from './gateway.ts'

/** A server on one port of the gateway's pods. */
export interface BoundServer {
  readonly gateway: Gateway
  readonly server: Server
  /** Port that the pod listens on. */
  readonly port: number
  /** Route table of an HTTP server; `''` for others. */
  readonly routeName: string
}

/** Servers that share a port, an address and, where they are not plain HTTP, a protocol (ServerPort, MergedServers). */
export interface ServerGroup {
  readonly port: number
  readonly bind: string
  readonly servers: readonly BoundServer[]
  /** Plain HTTP: one table for all; otherwise chains by server name. */
  readonly isPlainHttp: boolean
}

export interface MergedGateways {
  /** Several make one listener where only their protocols differ. */
  readonly groups: readonly ServerGroup[]
  readonly serversByRoute: ReadonlyMap<string, readonly BoundServer[]>
}

interface Draft extends ServerGroup {
  readonly protocol: Protocol
  readonly servers: BoundServer[]
}

/**
 * Gateways of one proxy put together (model/gateway.go:mergeGateways): a port belongs to the protocol that came first,
 * except that plain text may still join one that began with TLS, and a TLS host to the first server that names it.
 * @param gateways sorted by age
 * @param targetPorts ports of the pods behind a Service port; the number itself where no Service has it
 */
export function mergeGateways(
  gateways: readonly Gateway[],
  targetPorts: (servicePort: number) => readonly number[],
): MergedGateways {
  const merging = new Merging()
  for (const gateway of gateways) {
    for (const server of gateway.servers) {
      for (const port of targetPorts(server.port)) {
        merging.add({ gateway, server, port, routeName: routeNameOf(gateway, server, port) })
      }
    }
  }
  return merging.result()
}

class Merging {
  private readonly groups = new Map<string, Draft>()
  private readonly ports = new Set<number>()
  /** The last group of plain text that was opened on a port. */
  private readonly plain = new Map<number, Draft>()
  private readonly tlsHosts = new Map<number, Map<string, string>>()
  private readonly routes = new Map<string, BoundServer[]>()

  add(bound: BoundServer): void {
    if (bound.server.tls && !this.claimHosts(bound)) return
    const plain = this.plain.get(bound.port)
    if (plain) this.besidePlain(plain, bound)
    else if (!isTlsServer(bound.server) || !this.ports.has(bound.port)) this.open(bound)
    else this.besideTls(bound)
    this.ports.add(bound.port)
  }

  result(): MergedGateways {
    return { groups: [...this.groups.values()], serversByRoute: this.routes }
  }

  /** A server with a host that another has on this port and address is dropped whole (CheckDuplicates). */
  private claimHosts({ server, port }: BoundServer): boolean {
    const known = this.tlsHosts.get(port) ?? new Map<string, string>()
    this.tlsHosts.set(port, known)
    if (server.hosts.some(host => known.get(host) === server.bind)) return false
    for (const host of server.hosts) known.set(host, server.bind)
    return true
  }

  private besidePlain(plain: Draft, bound: BoundServer): void {
    if (plain.bind !== bound.server.bind) {
      const group = this.groups.get(keyOf(bound))
      if (group) this.join(group, bound)
      else this.open(bound)
    } else if (isHttp(plain.protocol) && isHttp(bound.server.protocol)) this.join(plain, bound)
  }

  private besideTls(bound: BoundServer): void {
    if (bound.routeName !== '' && this.routes.has(bound.routeName)) return
    const group = this.groups.get(keyOf(bound))
    if (group) this.join(group, bound)
    else this.open(bound)
  }

  private join(group: Draft, bound: BoundServer): void {
    group.servers.push(bound)
    if (bound.routeName !== '') this.routes.set(bound.routeName, [...(this.routes.get(bound.routeName) ?? []), bound])
  }

  private open(bound: BoundServer): void {
    const { server, port, routeName } = bound
    const { bind, protocol } = server
    const group: Draft = { port, bind, protocol, servers: [bound], isPlainHttp: isHttp(protocol) }
    this.groups.set(keyOf(bound), group)
    if (!isTlsServer(server)) this.plain.set(port, group)
    if (routeName !== '') this.routes.set(routeName, [bound])
  }
}

function keyOf({ port, server }: BoundServer): string {
  return `${port} ${server.protocol} ${server.bind}`
}

/** HTTP servers of a port share a table; each HTTPS server has its own (gatewayRDSRouteName). */
function routeNameOf(gateway: Gateway, server: Server, port: number): string {
  if (!isHttpServer(server)) return ''
  const bind = server.bind && `.${server.bind}`
  if (isHttp(server.protocol)) return `http.${port}${bind}`
  return `https.${server.port}.${server.portName}.${gateway.name}.${gateway.namespace}${bind}`
}
