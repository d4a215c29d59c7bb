import type { Cell } from './recorder.ts'
import type { HopLabels } from './result.ts'

/**
 * Order of rows for a reader: by source, then along the way of a request (the client's hop, the gateway's, the
 * services' by how many calls lie before them), then by name. It does not depend on which hop happened to end first.
 */
export function callOrder(hops: readonly HopLabels[]): (a: Cell, b: Cell) => number {
  const depths = new Map<string, number>()
  for (const source of new Set(hops.map(hop => hop.source))) {
    const own = hops.filter(hop => hop.source === source)
    for (const [at, depth] of depthsOf(own)) depths.set(`${source}\n${at}`, depth)
  }
  const depth = ({ source, at }: HopLabels) => depths.get(`${source}\n${at}`) ?? 0
  return ({ labels: a }, { labels: b }) =>
    byText(a.source, b.source) ||
    depth(a) - depth(b) ||
    compareNames(a, b, ['at', 'to', 'workload', 'version', 'zone', 'pod'])
}

/** Calls before each caller: 0 for the client and for any caller that nobody called. */
function depthsOf(hops: readonly HopLabels[]): Map<string, number> {
  const calls = new Map<string, Set<string>>()
  for (const { at, workload } of hops) {
    const callees = calls.get(at)
    if (callees === undefined) calls.set(at, new Set([workload]))
    else callees.add(workload)
  }
  const called = new Set(hops.map(hop => hop.workload))
  const depths = new Map<string, number>()
  let front = [...calls.keys()].filter(at => !called.has(at))
  for (let depth = 0; front.length > 0; depth++) {
    for (const at of front) depths.set(at, depth)
    const callees = new Set(front.flatMap(at => [...(calls.get(at) ?? [])]))
    front = [...callees].filter(workload => calls.has(workload) && !depths.has(workload))
  }
  return depths
}

function compareNames(
  a: HopLabels,
  b: HopLabels,
  names: readonly ('at' | 'to' | 'workload' | 'version' | 'zone' | 'pod')[],
) {
  for (const name of names) {
    const order = byText(a[name], b[name])
    if (order !== 0) return order
  }
  return 0
}

/** By code units: `localeCompare` depends on the machine. */
function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
