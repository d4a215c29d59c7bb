import { closeSync, openSync, writeSync } from 'node:fs'
import type { AttemptRecord } from '../measure/attempt-record.ts'
import { requestsCsvHeader, requestsCsvLines } from '../report/csv/requests.ts'

/** `requests.csv` while it is being written. */
export interface RecordsFile {
  readonly add: (record: AttemptRecord) => void
  readonly close: () => Promise<void>
}

/** Records per write. */
const CHUNK = 4096

/**
 * Writes are synchronous: the simulation is one long computation, so a stream would have no chance to drain and would
 * hold every record in memory.
 */
export function recordsFile(path: string): RecordsFile {
  const file = openSync(path, 'w')
  let waiting: AttemptRecord[] = []
  let open = true
  const flush = () => {
    if (waiting.length > 0) writeAll(file, requestsCsvLines(waiting))
    waiting = []
  }
  writeAll(file, requestsCsvHeader())
  return {
    add: record => {
      waiting.push(record)
      if (waiting.length === CHUNK) flush()
    },
    close: async () => {
      if (!open) return
      open = false
      flush()
      closeSync(file)
    },
  }
}

/** One write may take only a part. */
function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text)
  let done = 0
  while (done < bytes.length) done += writeSync(file, bytes, done)
}
