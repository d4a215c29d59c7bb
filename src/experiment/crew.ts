import { availableParallelism } from 'node:os'
import { type Assignment, type Errand, type Replication, replicator } from './replication.ts'

/** Runs errands of one assignment on several threads. */
export interface Crew {
  /** Errands at a time. */
  readonly jobs: number
  readonly run: (errand: Errand) => Promise<Replication>
  /** Ends the threads, with what they are doing. */
  readonly close: () => Promise<void>
}

export interface CrewOptions {
  /** Threads that simulate; default: one per core. With one, this thread does it. */
  readonly jobs?: number
  readonly signal?: AbortSignal
}

/**
 * Threads for at most `errands` errands. Which thread runs what changes nothing in the results: a run depends on its texts
 * and its seed alone.
 */
export async function openCrew(assignment: Assignment, errands: number, options: CrewOptions = {}): Promise<Crew> {
  const { signal } = options
  const jobs = Math.min(options.jobs ?? availableParallelism(), errands)
  if (jobs <= 1) {
    const run = replicator(assignment)
    let last: Promise<unknown> = Promise.resolve()
    return {
      jobs: 1,
      run: errand => {
        const next = last.then(() => run(errand, signal))
        last = next.catch(() => {})
        return next
      },
      close: async () => {},
    }
  }
  const { Piscina } = await import('piscina')
  const pool = new Piscina<Errand, Replication>({
    filename: new URL('./replication-worker.js', import.meta.url).href,
    name: 'replicate',
    minThreads: jobs,
    maxThreads: jobs,
    workerData: assignment,
  })
  const stop = () => void pool.destroy()
  signal?.addEventListener('abort', stop, { once: true })
  return {
    jobs,
    run: errand => pool.run(errand),
    close: () => {
      signal?.removeEventListener('abort', stop)
      return pool.destroy()
    },
  }
}
