import type { Outcome } from '../../dataplane/outcome.ts'
import type { HopRow, HopTotal, LatencyFigures, RunResult } from '../../measure/result.ts'
import { addTcp, type TcpFigures } from '../../measure/tcp-counts.ts'

/** One hop in one window, as tables show it. */
export interface HopFigures {
  readonly source: string
  readonly at: string
  readonly to: string
  /** Both absent: over all that answered. */
  readonly workload?: string
  readonly version?: string
  readonly window: string
  readonly requests: number
  readonly ratePerSecond: number
  readonly attempts: number
  readonly errors: number
  readonly degraded: number
  /** Absent where several rows were added up: percentiles don't add. */
  readonly latency?: LatencyFigures
  /** Only of TCP connections. */
  readonly tcp?: TcpFigures
}

/** A hop and its windows, in the order of the run. */
export interface Hop {
  readonly source: string
  readonly at: string
  readonly to: string
  /** Of its fullest window; windows overlap, so they don't add up. */
  readonly requests: number
  readonly windows: readonly HopFigures[]
}

/** The hops of a result, the client's first, then in order of appearance. */
export function hopsOf(result: RunResult): Hop[] {
  const groups = grouped(hopFigures(result), figures => JSON.stringify([figures.source, figures.at, figures.to]))
  const hops = groups.map(([first, ...more]) => {
    const windows = [first, ...more]
    const requests = Math.max(...windows.map(figures => figures.requests))
    return { source: first.source, at: first.at, to: first.to, requests, windows }
  })
  return [...hops.filter(hop => hop.at === 'client'), ...hops.filter(hop => hop.at !== 'client')]
}

/** Its rows are connections: what it is in one window, it is in all. */
export function isTcp({ windows }: Hop): boolean {
  return windows.some(({ tcp }) => tcp !== undefined)
}

/** Per hop and window over all that answered: from `totals` where there are any, else the rows added up. */
export function hopFigures(result: RunResult): HopFigures[] {
  const totals = result.totals?.filter(total => total.workload === undefined)
  if (totals && totals.length > 0) return totals.map(figuresOf)
  return addedUp(result.hops, row => JSON.stringify([row.source, row.at, row.to, row.window]), withoutVersion)
}

/** Per hop, window, workload and version. */
export function versionFigures(result: RunResult): HopFigures[] {
  const totals = result.totals?.filter(total => total.workload !== undefined)
  if (totals && totals.length > 0) return totals.map(figuresOf)
  const key = (row: HopRow) => JSON.stringify([row.source, row.at, row.to, row.window, row.workload, row.version])
  return addedUp(result.hops, key, figures => figures)
}

/** `errors` of settled words: error, timeout and rejected. */
export function errorsOf(outcomes: Readonly<Partial<Record<Outcome, number>>>): number {
  return (outcomes.error ?? 0) + (outcomes.timeout ?? 0) + (outcomes.rejected ?? 0)
}

function figuresOf(row: HopRow | HopTotal): HopFigures {
  const { source, at, to, workload, version, window, requests, ratePerSecond, attempts, outcomes, latency, tcp } = row
  const errors = errorsOf(outcomes)
  const degraded = outcomes.degraded ?? 0
  return {
    source,
    at,
    to,
    workload,
    version,
    window,
    requests,
    ratePerSecond,
    attempts,
    errors,
    degraded,
    latency,
    tcp,
  }
}

function withoutVersion(figures: HopFigures): HopFigures {
  return { ...figures, workload: undefined, version: undefined }
}

function addedUp(
  rows: readonly HopRow[],
  keyOf: (row: HopRow) => string,
  relabel: (figures: HopFigures) => HopFigures,
): HopFigures[] {
  return grouped(rows, keyOf).map(group => relabel(group.map(figuresOf).reduce(sumOf)))
}

function sumOf(a: HopFigures, b: HopFigures): HopFigures {
  return {
    ...a,
    requests: a.requests + b.requests,
    ratePerSecond: a.ratePerSecond + b.ratePerSecond,
    attempts: a.attempts + b.attempts,
    errors: a.errors + b.errors,
    degraded: a.degraded + b.degraded,
    latency: undefined,
    tcp: b.tcp === undefined ? a.tcp : addTcp(a.tcp, b.tcp),
  }
}

/** Items with one key together, groups and members in order of appearance. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(keyOf(item))
    if (group) group.push(item)
    else groups.set(keyOf(item), [item])
  }
  return [...groups.values()]
}
