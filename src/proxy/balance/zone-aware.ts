import type { ZoneRouting } from '../../dataplane/cluster.ts'
import type { LoadAssignment } from '../../dataplane/endpoint.ts'
import { localityText } from '../../kernel/locality.ts'
import type { Rng } from '../../kernel/rng.ts'
import type { PriorityHosts } from '../host-lists.ts'

/** Envoy's zone_aware_lb_config.min_cluster_size where none is sent. */
export const MIN_CLUSTER_SIZE = 6
/** Shares are whole ten-thousandths, rounded down at each step. */
const ALL = 10_000

/** How the picks of priority 0 are spread over its localities, in their order. */
export interface ZonePlan {
  /** Of the first locality, the caller's own, in ten-thousandths; all of them = no draw. */
  readonly ownShare: number
  /** Room that each locality has left beyond its own callers' part, summed up over the localities before it. */
  readonly residual: readonly number[]
}

/** What of the caller's side decides. */
export interface Callers {
  /** The proxies of the caller's own workload: Envoy's cluster_manager.local_cluster_name. Absent = no zone routing. */
  readonly localCluster?: LoadAssignment
  readonly ownLocality: string
}

/** Why localities make no difference. */
export type NoZones =
  | 'unknown callers'
  | 'off'
  | 'hosts in one locality'
  | 'few hosts'
  | 'callers in one locality'
  | 'no caller in the own locality'
  | 'callers in panic'

/**
 * Requests stay in the caller's locality as far as its share of the hosts allows for its share of the callers; the rest
 * goes where hosts outnumber callers (Envoy ZoneAwareLoadBalancerBase: regenerateLocalityRoutingStructures,
 * earlyExitNonLocalityRouting, hostSourceToUse).
 *
 * Known differences from Envoy: `routing_enabled` is all or nothing, `force_local_zone` and `fail_traffic_on_panic` are
 * not there; Istio sends no others. Hosts are counted, not weighed.
 */
export function zoneRouting(
  { localities, healthy }: PriorityHosts,
  { localCluster, ownLocality }: Callers,
  panicThreshold: number,
  { enabled = true, minClusterSize = MIN_CLUSTER_SIZE }: Partial<ZoneRouting> = {},
): ZonePlan | NoZones {
  if (!localCluster) return 'unknown callers'
  if (!enabled) return 'off'
  if (localities.length < 2) return 'hosts in one locality'
  if (healthy.slots.length < minClusterSize) return 'few hosts'
  const callers = callersByLocality(localCluster)
  if (callers.size < 2) return 'callers in one locality'
  if (!callers.has(ownLocality)) return 'no caller in the own locality'
  if (isInPanic([...callers.values()], panicThreshold)) return 'callers in panic'
  const allCallers = sum([...callers.values()].map(each => each.healthy))
  const shares = localities.map(({ name, healthy: { slots } }) => ({
    hosts: shareOf(slots.length, healthy.slots.length),
    // Envoy cannot tell the name of a locality without healthy hosts, so nobody calls from there.
    callers: slots.length === 0 ? 0 : shareOf(callers.get(name)?.healthy ?? 0, allCallers),
  }))
  const hasOwn = localities[0].name === ownLocality
  return { ownShare: hasOwn ? ownShare(shares[0]) : 0, residual: residualOf(shares, hasOwn) }
}

/** Undefined = localities make no difference. */
export function zonePlan(...asked: Parameters<typeof zoneRouting>): ZonePlan | undefined {
  const routing = zoneRouting(...asked)
  return typeof routing === 'object' ? routing : undefined
}

/** Index of the locality of one pick (Envoy tryChooseLocalLocalityHosts). */
export function chooseLocality({ ownShare, residual }: ZonePlan, rng: Rng): number {
  if (ownShare >= ALL || rng.uint32() % ALL < ownShare) return 0
  const room = residual[residual.length - 1]
  // Nobody has room left: possible where every share was rounded down.
  if (room === 0) return rng.uint32() % residual.length
  const point = rng.uint32() % room
  return residual.findIndex(reached => point < reached)
}

/** Parts of the picks by locality, in the plan's order: what `chooseLocality` draws from. */
export function sharesOf({ ownShare, residual }: ZonePlan): readonly number[] {
  const own = Math.min(1, ownShare / ALL)
  const room = residual[residual.length - 1]
  return residual.map((reached, index) => {
    const part = room === 0 ? 1 / residual.length : (reached - (residual[index - 1] ?? 0)) / room
    return (index === 0 ? own : 0) + (1 - own) * part
  })
}

interface Share {
  readonly hosts: number
  readonly callers: number
}

function ownShare({ hosts, callers }: Share): number {
  if (hosts > 0 && hosts >= callers) return ALL
  return callers === 0 ? 0 : Math.floor((hosts * ALL) / callers)
}

function residualOf(shares: readonly Share[], hasOwn: boolean): readonly number[] {
  let room = 0
  return shares.map(({ hosts, callers }, index) => {
    if (index > 0 || !hasOwn) room += Math.max(0, hosts - callers)
    return room
  })
}

interface CallerCount {
  readonly hosts: number
  readonly healthy: number
}

function callersByLocality({ localities }: LoadAssignment): ReadonlyMap<string, CallerCount> {
  const counts = new Map<string, CallerCount>()
  for (const { locality, endpoints } of localities) {
    if (endpoints.length === 0) continue
    const name = localityText(locality)
    const { hosts, healthy } = counts.get(name) ?? { hosts: 0, healthy: 0 }
    const more = endpoints.filter(({ health }) => health === 'HEALTHY').length
    counts.set(name, { hosts: hosts + endpoints.length, healthy: healthy + more })
  }
  return counts
}

function isInPanic(callers: readonly CallerCount[], panicThreshold: number): boolean {
  const percent = (100 * sum(callers.map(each => each.healthy))) / sum(callers.map(each => each.hosts))
  return percent < panicThreshold
}

function shareOf(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((ALL * part) / whole)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
