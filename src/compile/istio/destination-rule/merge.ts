import type { DestinationRule } from './destination-rule.ts'

/**
 * DestinationRules of one namespace by host, several of one host merged where they may be: same or wider exportTo, same
 * workloadSelector (pilot/pkg/model/destination_rule.go:mergeDestinationRule). `rules` must be in merge order.
 */
export function mergeByHost(rules: readonly DestinationRule[]): ReadonlyMap<string, readonly DestinationRule[]> {
  const byHost = new Map<string, DestinationRule[]>()
  for (const rule of rules) {
    const merged = byHost.get(rule.host)
    if (merged) addTo(merged, rule)
    else byHost.set(rule.host, [rule])
  }
  return byHost
}

/**
 * Merges `rule` into those of `merged` that can take it, and adds it as one more where it stands for itself. Whether it does is
 * what the last of them says, as in istiod: a rule that was merged before stands alone all the same if the last one can't take it.
 */
function addTo(merged: DestinationRule[], rule: DestinationRule): void {
  let standsAlone = true
  for (const [index, existing] of merged.entries()) {
    standsAlone = true
    const sameExport = isSameSet(existing.exportTo, rule.exportTo)
    if (!sameExport && !isWider(rule.exportTo, existing.exportTo)) continue
    if (existing.workloadSelector && rule.workloadSelector && !sameLabels(existing, rule)) continue
    const sameSelector = (existing.workloadSelector === undefined) === (rule.workloadSelector === undefined)
    standsAlone = !sameExport && !sameSelector
    merged[index] = union(existing, rule)
  }
  if (standsAlone) merged.push(rule)
}

/** Subsets are added (of one name the first stays); the first policy that there is stays whole. */
function union(first: DestinationRule, second: DestinationRule): DestinationRule {
  const known = new Set(first.subsets.map(subset => subset.name))
  return {
    ...first,
    trafficPolicy: first.trafficPolicy ?? second.trafficPolicy,
    subsets: [...first.subsets, ...second.subsets.filter(subset => !known.has(subset.name))],
  }
}

function sameLabels(a: DestinationRule, b: DestinationRule): boolean {
  const left = Object.entries(a.workloadSelector ?? {})
  const right = b.workloadSelector ?? {}
  return left.length === Object.keys(right).length && left.every(([key, value]) => right[key] === value)
}

function isSameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every(entry => b.has(entry))
}

/** Every namespace of a non-empty `narrow` is in `wide`. */
function isWider(wide: ReadonlySet<string>, narrow: ReadonlySet<string>): boolean {
  return narrow.size > 0 && [...narrow].every(entry => wide.has(entry))
}
