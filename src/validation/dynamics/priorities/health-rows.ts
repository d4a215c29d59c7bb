import { EXACT, within, withinSigmas } from '../fact.ts'
import type { Bands } from '../leaves.ts'
import type { ShareTolerance } from '../share-tolerance.ts'
import type { PlayedRow } from './play.ts'
import type { TableRow } from './rows.ts'

/** Results of a row by priority, as recordings have them. */
export interface HealthResults {
  readonly requests: number
  readonly no_host_503: number
  readonly share_pct: readonly number[]
  readonly count_by_health: readonly Readonly<Record<'healthy' | 'degraded' | 'unhealthy', number>>[]
  readonly lb_healthy_panic: number
}

export function healthResults({ hosts, groupOf, groups }: TableRow, { picks, panicPicks }: PlayedRow): HealthResults {
  const counts = Array.from({ length: groups }, () => ({ healthy: 0, degraded: 0, unhealthy: 0 }))
  const healthOf = new Map(hosts.map(({ name, health }) => [name, health]))
  for (const name of picks) {
    if (name === undefined) continue
    const of = counts[groupOf.get(name) ?? 0]
    const health = healthOf.get(name)
    if (health === 'HEALTHY') of.healthy++
    else if (health === 'DEGRADED') of.degraded++
    else of.unhealthy++
  }
  const served = picks.filter(name => name !== undefined).length
  const share = (each: (typeof counts)[number]) =>
    served === 0 ? 0 : (100 * (each.healthy + each.degraded + each.unhealthy)) / served
  return {
    requests: picks.length,
    no_host_503: picks.length - served,
    share_pct: counts.map(share),
    count_by_health: counts,
    lb_healthy_panic: panicPicks,
  }
}

/** Half a unit of the last decimal that recordings write of a percentage. */
const ROUNDING_POINTS = 0.051

/** Standard deviations of the recorded number of requests around the rule's share. */
export function healthBands(
  { requests, no_host_503, share_pct, count_by_health, lb_healthy_panic }: HealthResults,
  { sigmas, trials = requests }: ShareTolerance,
): Bands {
  const counted = (count: number) => withinSigmas(sigmas * Math.sqrt(requests / trials), requests, count / requests)
  return ([name, group, health]) => {
    switch (name) {
      case 'no_host_503':
        return counted(no_host_503)
      case 'lb_healthy_panic':
        return counted(lb_healthy_panic)
      case 'share_pct': {
        const share = share_pct[Number(group)] / 100
        if (share === 0 || share === 1) return EXACT
        return within(100 * sigmas * Math.sqrt((share * (1 - share)) / trials) + ROUNDING_POINTS, `${sigmas} sigma`)
      }
      case 'count_by_health': {
        const of = count_by_health[Number(group)]
        return counted(health === 'healthy' || health === 'degraded' ? of[health] : of.unhealthy)
      }
    }
    return EXACT
  }
}
