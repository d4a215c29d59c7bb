import type { HostTable } from '../host-table.ts'
import type { PriorityLoad } from './priority-load.ts'

/**
 * Priority loads of a retry under the previous_priorities plugin (Envoy PreviousPrioritiesRetryPriority): at every
 * `frequency`-th attempt the priorities of all attempted hosts are excluded and the load is spread over the others by
 * their health; when none is left, the exclusions are dropped. Worked out from the list of attempts each time, so that
 * a request carries no state.
 * Known differences from Envoy: health is that of the moment, not that of the last recalculation.
 */
export function retryPriorityLoad(
  hosts: HostTable,
  attempted: ArrayLike<number>,
  attemptedCount: number,
  frequency: number,
  health: readonly number[],
  original: PriorityLoad,
): PriorityLoad {
  let load = original
  let excluded = new Set<number>()
  let since = 0
  for (let count = 1; count <= attemptedCount; count++) {
    if ((count - since) % frequency !== 0) continue
    for (let i = since; i < count; i++) excluded.add(hosts.priority[attempted[i]])
    if (available(health, excluded) === 0) {
      excluded = new Set()
      since = count
    }
    if (available(health, excluded) === 0) return original
    load = { healthy: spread(health, excluded), degraded: original.degraded, panic: original.panic }
  }
  return load
}

function available(health: readonly number[], excluded: ReadonlySet<number>): number {
  return health.reduce((sum, each, priority) => (excluded.has(priority) ? sum : sum + each), 0)
}

function spread(health: readonly number[], excluded: ReadonlySet<number>): number[] {
  const total = Math.min(100, available(health, excluded))
  const loads = health.map(() => 0)
  let left = 100
  // Repeated until rounding leaves nothing over, as in Envoy.
  while (left > 0) {
    for (let priority = 0; priority < health.length; priority++) {
      if (excluded.has(priority)) continue
      const share = Math.min(left, Math.floor((health[priority] * 100) / total))
      loads[priority] += share
      left -= share
    }
  }
  return loads
}
