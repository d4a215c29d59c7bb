import type { PodRow, RunResult } from '../../measure/result.ts'
import { grouped } from './hops.ts'

/** Every pod in the window in which it was busiest, the busiest pod first. */
export function busiestPods(result: RunResult): PodRow[] {
  return grouped(result.pods, row => row.pod)
    .map(rows => rows.reduce((worst, row) => (byLoad(row, worst) < 0 ? row : worst)))
    .sort(byLoad)
}

/** Higher utilisation first, then the longer queue; names decide between equals, so that the order is stable. */
function byLoad(a: PodRow, b: PodRow): number {
  return (
    b.utilisationMean - a.utilisationMean || b.queueMean - a.queueMean || (a.pod < b.pod ? -1 : a.pod > b.pod ? 1 : 0)
  )
}
