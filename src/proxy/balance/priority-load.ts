/** Envoy's default overprovisioning_factor, in percent: 72 % healthy hosts still carry all of their load. */
export const OVERPROVISIONING = 140

/** Hosts of one priority. `excluded` hosts (warming) count in no total. */
export interface PriorityHealth {
  readonly hosts: number
  readonly healthy: number
  readonly degraded?: number
  readonly excluded?: number
}

/** How traffic is spread over priorities; loads in percent, together 100 or, when nobody can serve, 0. */
export interface PriorityLoad {
  readonly healthy: readonly number[]
  readonly degraded: readonly number[]
  /** A panicking priority keeps its load and uses all of its hosts. */
  readonly panic: readonly boolean[]
}

/**
 * Priority loads and panic in Envoy's integer arithmetic (LoadBalancerBase::recalculatePerPriorityState and
 * recalculatePerPriorityPanic).
 * Known differences from Envoy: hosts are counted, never weighed (weighted_priority_health).
 */
export function priorityLoad(
  priorities: readonly PriorityHealth[],
  panicThreshold: number,
  overprovisioning = OVERPROVISIONING,
): PriorityLoad {
  const health = priorities.map(each => availability(each.healthy, each, overprovisioning))
  const degradedHealth = priorities.map(each => availability(each.degraded ?? 0, each, overprovisioning))
  const total = Math.min(100, sum(health) + sum(degradedHealth))
  const spread = distribute(health, degradedHealth, total)
  const panic = priorities.map(each => total < 100 && healthyPercent(each) < panicThreshold)
  if (total === 0 && panicThreshold === 0) {
    // Nobody may serve and panic is off: everything goes to the first priority, where it finds no host.
    return { healthy: health.map((_, index) => (index === 0 ? 100 : 0)), degraded: spread.degraded, panic }
  }
  if (panic.every(Boolean)) return { healthy: byHostCount(priorities), degraded: degradedHealth.map(() => 0), panic }
  return { ...spread, panic }
}

/** Availability of each priority in percent, capped (Envoy per_priority_health). */
export function priorityHealth(priorities: readonly PriorityHealth[], overprovisioning = OVERPROVISIONING): number[] {
  return priorities.map(each => availability(each.healthy, each, overprovisioning))
}

function availability(available: number, of: PriorityHealth, overprovisioning: number): number {
  const counted = of.hosts - (of.excluded ?? 0)
  return counted <= 0 ? 0 : Math.min(100, Math.floor((overprovisioning * available) / counted))
}

function healthyPercent(of: PriorityHealth): number {
  const counted = of.hosts - (of.excluded ?? 0)
  return counted <= 0 ? 0 : (100 * (of.healthy + (of.degraded ?? 0))) / counted
}

function distribute(health: readonly number[], degradedHealth: readonly number[], total: number) {
  let left = 100
  const take = (each: number) => {
    const load = total === 0 ? 0 : Math.min(left, Math.floor((each * 100) / total))
    left -= load
    return load
  }
  const healthy = health.map(take)
  const degraded = degradedHealth.map(take)
  if (total > 0 && left > 0) {
    // Rounding leaves a few percent over: the first priority that has anyone takes them.
    const first = health.findIndex(each => each > 0)
    if (first >= 0) healthy[first] += left
    else degraded[degradedHealth.findIndex(each => each > 0)] += left
  }
  return { healthy, degraded }
}

/** All priorities panic: traffic follows the number of hosts. */
function byHostCount(priorities: readonly PriorityHealth[]): number[] {
  const all = sum(priorities.map(each => each.hosts))
  const loads = priorities.map(each => (all === 0 ? 0 : Math.floor((100 * each.hosts) / all)))
  const first = priorities.findIndex(each => each.hosts > 0)
  if (first >= 0) loads[first] += 100 - sum(loads)
  return loads
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

/** The same for the part of the hundred that degraded hosts carry: it follows that of the healthy ones. */
export function chooseDegradedPriority({ healthy, degraded }: PriorityLoad, p: number): number {
  return choosePriority(degraded, p - sum(healthy))
}

/** `p` from 1 to 100. The first priority whose cumulative load reaches it; -1 if there is no load. */
export function choosePriority(loads: readonly number[], p: number): number {
  let reached = 0
  for (let priority = 0; priority < loads.length; priority++) {
    reached += loads[priority]
    if (p <= reached) return priority
  }
  return -1
}
