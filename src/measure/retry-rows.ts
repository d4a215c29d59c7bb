import type { RetryRow } from './causes.ts'
import { grouped } from './grouped.ts'
import type { Cell, Recorder } from './recorder.ts'
import type { Window } from './result.ts'
import type { RetryCount } from './retry-counts.ts'
import { tally } from './tally.ts'

type Hop = Pick<RetryRow, 'source' | 'at' | 'to'>

/** The hops of which something was tried again, in the order in which that first happened; windows in theirs. */
export function retryRows(recorder: Recorder, windows: readonly Window[]): RetryRow[] {
  const byHop = grouped(recorder.retries.all, hopKey)
  const cells = grouped(recorder.cells, cell => hopKey(cell.labels))
  return [...byHop].flatMap(([key, counts]) =>
    windows.flatMap(window => rowOf(recorder, counts, cells.get(key) ?? [], window)),
  )
}

export function hopKey({ source, at, to }: Hop): string {
  return [source, at, to].join('\n')
}

function rowOf(recorder: Recorder, counts: readonly RetryCount[], cells: readonly Cell[], window: Window): RetryRow[] {
  const [first, end] = recorder.segments.range(window.fromNs, window.toNs)
  const codes: Record<string, number> = {}
  let calledAgain = 0
  for (const { cause, perSegment } of counts) {
    const count = perSegment.subarray(first, end).reduce((a, b) => a + b, 0)
    if (cause === null) calledAgain += count
    else if (count > 0) codes[cause] = count
  }
  const { requests, attempts } = tally(recorder, cells, window)
  const meant = requests - calledAgain
  if (meant <= 0 || (calledAgain === 0 && Object.keys(codes).length === 0)) return []
  const { source, at, to } = counts[0]
  return [
    { source, at, to, window: window.name, requests, attempts, codes, calledAgain, amplification: attempts / meant },
  ]
}
