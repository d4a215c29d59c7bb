import type { Request } from '../dataplane/request.ts'
import type { VirtualHost } from '../dataplane/route.ts'
import { cutPort } from '../proxy/route/authority.ts'
import { serviceLabel } from './cluster-refs.ts'
import type { Decision } from './decision.ts'
import type { Destination } from './destination.ts'
import type { ProxyState } from './proxy-state.ts'
import type { World } from './world.ts'

/** What a request calls, as its virtual host names it; the host itself where that is for all. */
export function calledService(virtualHost: VirtualHost | undefined, { authority }: Request): string {
  const host = cutPort(virtualHost?.name ?? '*')
  return serviceLabel(host.startsWith('*') ? cutPort(authority) : host)
}

/**
 * Tells the recorder which share of a service each destination is meant to get, from the moment its configuration was
 * applied. The service is that of the destinations, or what was called, once a route has led to several services.
 * @returns the service; undefined for a route that has never been split: nobody asks where all of one destination went
 */
export function announceShares(
  world: World,
  proxy: ProxyState,
  { destinations, weights, to }: Decision,
  called: string,
): string | undefined {
  const { control, books } = world
  const at = proxy.pod.workload
  if (destinations.some(({ cluster }) => cluster.to !== to)) control.splitOver.add(`${at} ${called}`)
  const service = control.splitOver.has(`${at} ${called}`) ? called : to
  const key = `${at} ${service}`
  const isSplit = weights.length > 1 || destinations[0].cluster.destination !== to
  if (!isSplit && !control.announced.has(key)) return undefined
  const config = proxy.table.config
  if ((control.announced.get(key) ?? -1) < config) {
    control.announced.set(key, config)
    books.recorder.configure(at, service, sharesOf(destinations, weights), control.appliedNs[config])
  }
  return service
}

export function splitOf(world: World, proxy: ProxyState, service: string, { cluster }: Destination): number {
  return world.books.recorder.split(proxy.pod.workload, service, cluster.destination)
}

function sharesOf(destinations: readonly Destination[], weights: readonly number[]): Record<string, number> {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares: Record<string, number> = {}
  destinations.forEach(({ cluster }, i) => {
    shares[cluster.destination] = (shares[cluster.destination] ?? 0) + (total === 0 ? 1 : weights[i] / total)
  })
  return shares
}
