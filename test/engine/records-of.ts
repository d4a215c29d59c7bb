import { simulate } from '../../src/experiment/simulate.ts'
import type { AttemptRecord } from '../../src/measure/attempt-record.ts'
import type { RunResult } from '../../src/measure/result.ts'
import { type ScenarioParts, scenarioOf } from './scenario-of.ts'

export interface Observed {
  /** In the order in which they ended. */
  readonly records: readonly AttemptRecord[]
  readonly result: RunResult
}

export async function observe(parts: ScenarioParts): Promise<Observed> {
  const records: AttemptRecord[] = []
  const result = await simulate(scenarioOf(parts), { onRecord: record => void records.push(record) })
  return { records, result }
}

/** What is measured of a record is mostly how long it took and how it ended. */
export function ending({ startNs, endNs, status, flags, outcome }: AttemptRecord): string {
  return `${(endNs - startNs) / 1e6}ms ${status} ${flags || '-'} ${outcome}`
}

/** Records of the client's own hop, by request number. */
export function rootOf(records: readonly AttemptRecord[], request: number): AttemptRecord[] {
  return records.filter(record => record.hop === 0 && record.request === request)
}
