import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import { type CrewOptions, openCrew } from './crew.ts'
import type { Errand, Replication } from './replication.ts'

export interface ReplicateOptions extends CrewOptions {
  /** Figures wanted of each run: `p99{at=client}`. */
  readonly measures?: readonly string[]
  /** Whether each replication carries its whole result; default false. */
  readonly keepsResults?: boolean
  /** Hears of each run when it ends, in no particular order. */
  readonly onReplication?: (replication: Replication, done: number, planned: number) => void
}

/**
 * Runs every bundle with every seed, over several threads. In the order of bundles and seeds, whatever the number of
 * threads; stopped by the signal, only the runs that were finished by then.
 */
export async function replicate(
  bundles: readonly ScenarioBundle[],
  seeds: readonly number[],
  options: ReplicateOptions = {},
): Promise<readonly Replication[]> {
  const errands = bundles.flatMap((_, point) => seeds.map(seed => ({ point, seed })))
  const assignment = { bundles, measures: options.measures ?? [], keepsResults: options.keepsResults ?? false }
  const crew = await openCrew(assignment, errands.length, options)
  let done = 0
  const one = async (errand: Errand): Promise<readonly Replication[]> => {
    try {
      const replication = await crew.run(errand)
      if (!replication.complete) return []
      done++
      options.onReplication?.(replication, done, errands.length)
      return [replication]
    } catch (error) {
      if (options.signal?.aborted) return []
      throw error
    }
  }
  try {
    return (await Promise.all(errands.map(one))).flat()
  } finally {
    await crew.close()
  }
}
