import type { Replication } from '../experiment/replication.ts'
import { interruption } from './interruption.ts'
import type { Output } from './output.ts'
import { runCount } from './run-count.ts'

/** What many runs are made with. */
export interface ManyRunsOptions {
  /** Threads; default: one per core. */
  readonly jobs?: number
  readonly signal: AbortSignal
  readonly onReplication: (replication: Replication, done: number, planned: number) => void
}

/** Makes many runs before the eyes of a person: counted as they end, and Ctrl-C ends them early with what there is. */
export async function manyRuns<Result>(
  jobs: number | undefined,
  output: Output,
  make: (options: ManyRunsOptions) => Promise<Result>,
): Promise<Result> {
  const count = await runCount(output)
  const interrupt = interruption(output)
  try {
    return await make({
      ...(jobs !== undefined && { jobs }),
      signal: interrupt.signal,
      onReplication: (_, done, planned) => count.update(done, planned),
    })
  } finally {
    count.stop()
    interrupt.release()
  }
}
