// replication-worker.ts as it is published: a thread that simulates starts from kept bytecode.
import { runKept } from './kept-code.ts'
import type { Errand, Replication } from './replication.ts'

const { exported, keep } = runKept(import.meta.dirname, 'replication', 'thread')
const worker = exported as { readonly replicate: (errand: Errand) => Promise<Replication> }

let isFirst = true

/** What a thread does with each errand. It is never told its end, so what V8 has compiled is kept after the first. */
export async function replicate(errand: Errand): Promise<Replication> {
  const replication = await worker.replicate(errand)
  if (isFirst) keep()
  isFirst = false
  return replication
}
