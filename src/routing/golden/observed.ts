import type { Difference } from './compare.ts'
import type { EndpointStyle } from './endpoint-style.ts'
import type { Outcome } from './forward.ts'
import type { RecordedCall } from './recording.ts'

interface Observed {
  readonly clusters?: Readonly<Record<string, number>>
  readonly pods?: Readonly<Record<string, number>>
  readonly statuses?: Readonly<Record<string, number>>
}

/** Counts of repeated requests must lie within four standard deviations of what the tables make of them. */
export function observedProblems(
  call: RecordedCall,
  outcomes: readonly Outcome[],
  style: EndpointStyle,
): readonly Difference[] {
  const observed = call.got.observed as Observed | undefined
  if (!observed || call.times === undefined || outcomes.length === 0) return []
  const shares = expectedShares(outcomes, style)
  return [
    ...countProblems('observed.clusters', observed.clusters, shares.clusters, call.times),
    ...countProblems('observed.pods', observed.pods, shares.pods, call.times),
    ...countProblems('observed.statuses', observed.statuses, shares.statuses, call.times),
  ]
}

type Shares = Map<string, number>

function expectedShares(
  outcomes: readonly Outcome[],
  style: EndpointStyle,
): { clusters: Shares; pods: Shares; statuses: Shares } {
  const clusters: Shares = new Map()
  const pods: Shares = new Map()
  const statuses: Shares = new Map()
  const add = (shares: Shares, key: string, share: number) => shares.set(key, (shares.get(key) ?? 0) + share)
  for (const { probability, facts, hosts } of outcomes) {
    add(clusters, typeof facts.cluster === 'string' ? facts.cluster : '-', probability)
    add(statuses, String(facts.status ?? 'closed'), probability)
    for (const { endpoint, share } of hosts ?? []) add(pods, style.nameOf(endpoint), probability * share)
    for (const pod of fixedPods(facts)) add(pods, pod, probability)
  }
  return { clusters, pods, statuses }
}

/** Where the balancer has no choice. */
function fixedPods(facts: Outcome['facts']): readonly string[] {
  return (facts.upstream as { readonly pods?: readonly string[] } | undefined)?.pods ?? []
}

function countProblems(
  field: string,
  counts: Readonly<Record<string, number>> | undefined,
  shares: ReadonlyMap<string, number>,
  times: number,
): readonly Difference[] {
  if (!counts) return []
  const keys = new Set([...Object.keys(counts), ...shares.keys()])
  return [...keys].flatMap(key => {
    const share = Math.min(1, shares.get(key) ?? 0)
    const expected = times * share
    const count = counts[key] ?? 0
    const allowed = 4 * Math.sqrt(times * share * (1 - share))
    if (Math.abs(count - expected) <= allowed + 1e-9) return []
    return [
      { field: `${field} ${key}`, recorded: String(count), meshsim: `${expected.toFixed(1)} ± ${allowed.toFixed(1)}` },
    ]
  })
}
