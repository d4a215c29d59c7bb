import type { ConnectTarget, ProxyTables } from '../dataplane/data-plane.ts'
import type { HttpFilter, TcpFilter } from '../dataplane/listener.ts'
import { findVirtualHost } from '../proxy/route/find-virtual-host.ts'
import { bringsTls } from './access.ts'
import { forwarding } from './blank-decision.ts'
import type { Decision } from './decision.ts'
import { destinationOf } from './destination.ts'
import type { ProxyState } from './proxy-state.ts'
import type { Shape } from './shapes.ts'
import type { World } from './world.ts'

/** A caller without a proxy: the Service that it dials, whatever VirtualServices or the Host header say. */
export function decidePlain(world: World, proxy: ProxyState, shape: Shape): Decision {
  const { tables } = proxy.table
  const filter = filterOf(tables, shape.target)
  const config = filter?.kind === 'http' ? tables.routeConfig(filter.routeConfig) : undefined
  const virtualHost = config && findVirtualHost(config, `${shape.target.host}:${shape.target.port}`)
  const [host, port] = virtualHost?.name.split(':') ?? []
  const service = `outbound|${port}||${host}`
  const isService = tables.cluster(service) !== undefined
  const cluster = isService ? service : filter?.kind === 'tcp' ? filter.clusters[0].cluster : 'PassthroughCluster'
  return {
    ...forwarding(shape),
    tcp: filter?.kind === 'tcp' || bringsTls(world, shape),
    destinations: [destinationOf(world, proxy, shape, cluster, shape.request)],
    weights: [1],
  }
}

/** Where it leads, whether or not the application speaks TLS: only an address that is for TLS alone needs the server's name. */
function filterOf(tables: ProxyTables, { host, port, tls }: ConnectTarget): HttpFilter | TcpFilter | undefined {
  const bare = tables.connect({ host, port }).filterChain?.filter
  const isKnown = bare?.kind === 'http' || (bare && bare.clusters[0].cluster !== 'PassthroughCluster')
  return isKnown || tls === undefined ? bare : tables.connect({ host, port, tls }).filterChain?.filter
}
