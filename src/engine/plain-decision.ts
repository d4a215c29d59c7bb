import { findVirtualHost } from '../proxy/route/find-virtual-host.ts'
import { forwarding } from './blank-decision.ts'
import type { Decision } from './decision.ts'
import { destinationOf } from './destination.ts'
import type { ProxyState } from './proxy-state.ts'
import type { Shape } from './shapes.ts'
import type { World } from './world.ts'

/** A caller without a proxy: the Service itself, whatever VirtualServices say. */
export function decidePlain(world: World, proxy: ProxyState, shape: Shape): Decision {
  const { tables } = proxy.table
  const { filterChain } = tables.connect(shape.target)
  const filter = filterChain?.filter
  const config = filter?.kind === 'http' ? tables.routeConfig(filter.routeConfig) : undefined
  const virtualHost = config && findVirtualHost(config, shape.request.authority)
  const [host, port] = virtualHost?.name.split(':') ?? []
  const service = `outbound|${port}||${host}`
  const isService = tables.cluster(service) !== undefined
  const cluster = isService ? service : filter?.kind === 'tcp' ? filter.clusters[0].cluster : 'PassthroughCluster'
  return {
    ...forwarding(shape),
    tcp: filter?.kind === 'tcp' || shape.target.tls !== undefined,
    destinations: [destinationOf(world, proxy, shape, cluster, shape.request)],
    weights: [1],
  }
}
