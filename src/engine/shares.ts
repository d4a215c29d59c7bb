import type { Decision, Destination } from './decision.ts'
import type { ProxyState } from './proxy-state.ts'
import type { World } from './world.ts'

/**
 * Tells the recorder which share of a service each destination is meant to get, from the moment its configuration was
 * applied. False for a route that has never been split: nobody asks where all of one destination went.
 */
export function announceShares(world: World, proxy: ProxyState, { destinations, weights, to }: Decision): boolean {
  const { control, books } = world
  const at = proxy.pod.workload
  const key = `${at} ${to}`
  const isSplit = weights.length > 1 || destinations[0].cluster.destination !== to
  if (!isSplit && !control.announced.has(key)) return false
  const config = proxy.table.config
  if ((control.announced.get(key) ?? -1) < config) {
    control.announced.set(key, config)
    books.recorder.configure(at, to, sharesOf(destinations, weights), control.appliedNs[config])
  }
  return true
}

export function splitOf(world: World, proxy: ProxyState, { cluster }: Destination): number {
  return world.books.recorder.split(proxy.pod.workload, cluster.to, cluster.destination)
}

function sharesOf(destinations: readonly Destination[], weights: readonly number[]): Record<string, number> {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const shares: Record<string, number> = {}
  destinations.forEach(({ cluster }, i) => {
    shares[cluster.destination] = (shares[cluster.destination] ?? 0) + (total === 0 ? 1 : weights[i] / total)
  })
  return shares
}
