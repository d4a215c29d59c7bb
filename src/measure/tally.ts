import type { Outcome } from '../dataplane/outcome.ts'
import { Histogram } from './histogram.ts'
import type { Cell, Code, Recorder } from './recorder.ts'
import type { LatencyFigures, Window } from './result.ts'
import { grpcText } from './selector.ts'
import { sumTcp, type TcpCounts, type TcpFigures } from './tcp-counts.ts'

/** Requests of some cells in one window, added up. */
export interface Tally {
  readonly requests: number
  readonly attempts: number
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>
  /** `503 UO`, `grpc 14 UO` -> count. */
  readonly codes: Readonly<Record<string, number>>
  readonly latency: Histogram
  /** Of all ways to end; absent where no hop was a TCP connection. */
  readonly tcp?: TcpFigures
}

/** @param accepts which ways to end are counted; all by default */
export function tally(
  recorder: Recorder,
  cells: Iterable<Cell>,
  window: Pick<Window, 'fromNs' | 'toNs'>,
  accepts: (code: Code) => boolean = () => true,
): Tally {
  const [first, end] = recorder.segments.range(window.fromNs, window.toNs)
  const accepted = recorder.codes.map(accepts)
  const latency = new Histogram()
  const outcomes: Partial<Record<Outcome, number>> = {}
  const codes: Record<string, number> = {}
  const tcpCounts: TcpCounts[] = []
  let attempts = 0
  for (const cell of cells) {
    tcpCounts.push(cell.tcp)
    for (const leaves of cell.leaves.slice(first, end)) {
      leaves?.forEach((leaf, id) => {
        if (leaf === undefined || !accepted[id]) return
        const { outcome } = recorder.codes[id]
        const text = codeText(recorder.codes[id])
        latency.merge(leaf.latency)
        attempts += leaf.attempts
        outcomes[outcome] = (outcomes[outcome] ?? 0) + leaf.latency.count
        codes[text] = (codes[text] ?? 0) + leaf.latency.count
      })
    }
  }
  return { requests: latency.count, attempts, outcomes, codes, latency, tcp: sumTcp(tcpCounts, first, end) }
}

/** `errors` of assertions and summaries (settled outcomes). */
export function isError(outcome: Outcome): boolean {
  return outcome === 'error' || outcome === 'timeout' || outcome === 'rejected'
}

/** Whole nanoseconds; only of a histogram that holds something. */
export function latencyFigures(latency: Histogram): LatencyFigures {
  return {
    meanNs: Math.round(latency.mean),
    minNs: latency.min,
    p50Ns: latency.quantile(0.5),
    p90Ns: latency.quantile(0.9),
    p95Ns: latency.quantile(0.95),
    p99Ns: latency.quantile(0.99),
    p999Ns: latency.quantile(0.999),
    maxNs: latency.max,
  }
}

/** Of a gRPC answer that is an error its grpc-status, since its HTTP status is always 200. */
function codeText({ status, grpcStatus, flags }: Code): string {
  const said = grpcText(grpcStatus) ?? String(status)
  return flags === '' ? said : `${said} ${flags}`
}
