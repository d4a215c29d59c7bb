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

/** Servers that share a port and an address, and what they speak. */
export interface MergedPort {
  readonly port: number
  readonly bind: string
  readonly servers: readonly BoundServer[]
  /** Plain HTTP: one table for all; otherwise chains by server name. */
  readonly isPlainHttp: boolean
}

/**
 * Gateways of one proxy put together (model/gateway.go:mergeGateways): a port belongs to the protocol that came first,
 * and a TLS host to the first server that names it.
 * @param gateways sorted by age
 * @param targetPorts ports of the pods behind a Service port; the number itself where no Service has it
 */
export function mergeGateways(
  gateways: readonly Gateway[],
  targetPorts: (servicePort: number) => readonly number[],
): readonly MergedPort[] {
  const ports = new Map<string, BoundServer[]>()
  const owners = new Map<number, BoundServer>()
  const tlsHosts = new Map<string, Set<string>>()
  const routeNames = new Set<string>()
  for (const gateway of gateways) {
    for (const server of gateway.servers) {
      for (const port of targetPorts(server.port)) {
        const bound: BoundServer = { gateway, server, port, routeName: routeNameOf(gateway, server, port) }
        if (server.tls && !claimHosts(tlsHosts, bound)) continue
        const owner = owners.get(port)
        if (owner && !canJoin(owner, bound, routeNames)) continue
        if (!owner) owners.set(port, bound)
        routeNames.add(bound.routeName)
        const key = `${server.bind}_${port}`
        const held = ports.get(key)
        if (held) held.push(bound)
        else ports.set(key, [bound])
      }
    }
  }
  return [...ports.values()].map(servers => ({
    port: servers[0].port,
    bind: servers[0].server.bind,
    servers,
    isPlainHttp: isHttp(servers[0].server.protocol),
  }))
}

/** A server with a host that another has on this port is dropped whole. */
function claimHosts(tlsHosts: Map<string, Set<string>>, { server, port }: BoundServer): boolean {
  const key = `${server.bind}_${port}`
  const known = tlsHosts.get(key) ?? new Set<string>()
  if (server.hosts.some(host => known.has(host))) return false
  for (const host of server.hosts) known.add(host)
  tlsHosts.set(key, known)
  return true
}

function canJoin(owner: BoundServer, bound: BoundServer, routeNames: ReadonlySet<string>): boolean {
  const isElsewhere = owner.server.bind !== bound.server.bind
  if (isTlsServer(owner.server)) {
    if (isHttpServer(bound.server) && routeNames.has(bound.routeName)) return false
    return bound.server.tls !== undefined || isElsewhere
  }
  return isElsewhere || (isHttp(owner.server.protocol) && isHttp(bound.server.protocol))
}

/** HTTP servers of a port share a table; each HTTPS server has its own (gatewayRDSRouteName). */
function routeNameOf(gateway: Gateway, server: Server, port: number): string {
  if (!isHttpServer(server)) return ''
  if (isHttp(server.protocol)) return server.bind ? `http.${port}.${server.bind}` : `http.${port}`
  return `https.${server.port}.${server.portName}.${gateway.name}.${gateway.namespace}`
}
