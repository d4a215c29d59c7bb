import type { Locality } from '../../../kernel/locality.ts'
import type { LocalityGroup } from './group.ts'
import type { LocalitySetting } from './setting.ts'

/**
 * Weights of localities as the first entry for the caller's locality says; localities that it does not list get nothing,
 * not even when all others are down (core/loadbalancer/loadbalancer.go:applyLocalityWeights). Without an entry for the
 * caller nothing changes.
 */
export function byDistribution(
  groups: readonly LocalityGroup[],
  caller: Locality,
  distribute: LocalitySetting['distribute'],
): readonly LocalityGroup[] {
  const entry = distribute.find(({ from }) => localityCovers(from, caller))
  if (!entry) return groups
  const weights = new Map<LocalityGroup, number>()
  for (const [to, percent] of Object.entries(entry.to)) {
    const targets = groups.filter(group => !weights.has(group) && localityCovers(to, group.locality))
    const total = targets.reduce((sum, group) => sum + group.weight, 0)
    for (const group of targets) weights.set(group, Math.ceil((group.weight * percent) / total) || group.weight)
  }
  return groups.flatMap(group => {
    const weight = weights.get(group)
    return weight === undefined ? [] : [{ ...group, weight }]
  })
}

/** Part by part; `*` and a missing zone or subzone cover everything (networking/util:LocalityMatch). */
export function localityCovers(rule: string, locality: Locality): boolean {
  const [region = '', zone = '', subzone = ''] = rule.split('/')
  return (
    (region === '*' || region === locality.region) &&
    (zone === '*' || zone === '' || zone === locality.zone) &&
    (subzone === '*' || subzone === '' || subzone === locality.subzone)
  )
}
