import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Diagnostic } from '../config/diagnostic.ts'
import { isRecord } from '../config/value.ts'
import type { Snapshots } from '../routing/test-snapshots.ts'

/** Snapshots of a file of tests stand beside it. */
export function snapshotPath(file: string): string {
  return `${file}.snap.json`
}

/** None where there is no file yet. */
export function readSnapshots(file: string): Snapshots | Diagnostic {
  const path = snapshotPath(file)
  try {
    const document: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (isRecord(document) && document.schema === 1 && isSnapshots(document.snapshots)) return document.snapshots
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
  }
  const message = 'this is no file of snapshots'
  const help = 'delete it, and have it written again with meshsim test -u'
  return { code: 'MS4010', level: 'error', message, place: { file: path, line: 0, column: 0 }, help }
}

function isSnapshots(value: unknown): value is Snapshots {
  return isRecord(value) && Object.values(value).every(test => isRecord(test) && Object.values(test).every(isRecord))
}

/** A file without a snapshot goes away. */
export function writeSnapshots(file: string, snapshots: Snapshots): void {
  if (Object.keys(snapshots).length === 0) rmSync(snapshotPath(file), { force: true })
  else writeFileSync(snapshotPath(file), `${JSON.stringify({ schema: 1, snapshots }, null, 2)}\n`)
}
