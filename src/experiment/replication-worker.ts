import { workerData } from 'piscina'
import { type Assignment, type Errand, type Replication, replicator } from './replication.ts'

const run = replicator(workerData as Assignment)

/** What a worker thread does with each errand; see crew.ts. */
export function replicate(errand: Errand): Promise<Replication> {
  return run(errand)
}
