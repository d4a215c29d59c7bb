import type { RunResult, ShareRow } from '../../measure/result.ts'
import { WHOLE_RUN } from '../../measure/windows.ts'
import { grouped } from './hops.ts'

/**
 * The shares worth a look: of services that went to more than one destination, by window; the whole run only where
 * it is the only window, or its weights never changed.
 */
export function splitShares(result: RunResult): ShareRow[] {
  const hasWindows = result.windows.length > 1
  return grouped(result.shares, row => JSON.stringify([row.at, row.service]))
    .filter(rows => new Set(rows.map(row => row.destination)).size > 1)
    .flatMap(rows => rows.filter(row => !hasWindows || row.window !== WHOLE_RUN || row.configured !== undefined))
}
