import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import { type Crew, type CrewOptions, openCrew } from './crew.ts'
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
  const measures = bundles.map(() => options.measures ?? [])
  const assignment = { bundles, measures, keepsResults: options.keepsResults ?? false }
  const crew = await openCrew(assignment, errands.length, options)
  try {
    return await runAll(crew, errands, options, replication => replication)
  } finally {
    await crew.close()
  }
}

/**
 * Runs all errands on an open crew; those that were stopped are left out.
 * @param keep makes of a run, as soon as it ends, what is kept of it
 */
export async function runAll<Kept>(
  crew: Crew,
  errands: readonly Errand[],
  { signal, onReplication }: Pick<ReplicateOptions, 'signal' | 'onReplication'>,
  keep: (replication: Replication) => Kept | Promise<Kept>,
): Promise<readonly Kept[]> {
  let done = 0
  const one = async (errand: Errand): Promise<readonly Kept[]> => {
    const replication = await crew.run(errand).catch(error => {
      // Threads that were told to end reject what they were at.
      if (signal?.aborted) return undefined
      throw brokenOff(errand, error)
    })
    if (!replication?.complete) return []
    done++
    onReplication?.(replication, done, errands.length)
    return [await keep(replication)]
  }
  return (await Promise.all(errands.map(one))).flat()
}

/** A fault of ours, or a thread that ended: out of memory, say. Which runs died beside it is not known; this one was first. */
function brokenOff({ seed }: Errand, cause: unknown): Error {
  const message = cause instanceof Error ? cause.message : String(cause)
  const help = 'fewer --jobs need less memory; meshsim run with --seed makes that run alone'
  return new Error(`the run with seed ${seed} broke off: ${message} (${help})`, { cause })
}
