import type { RunResult } from '../measure/result.ts'

/**
 * `summary.json`, and what `-o json` prints: two spaces, a line break at the end. Keys stand in the order of the RunResult
 * type for its first two levels, whatever order the object was built in; keys that are counts of something
 * (`outcomes`, `codes`) are sorted; rows keep theirs, so that the same result is always the same bytes.
 */
export function summaryJson(result: RunResult): string {
  return `${JSON.stringify(ordered(result, KEYS), sortCounters, 2)}\n`
}

const KEYS: readonly (keyof RunResult)[] = [
  'schema',
  'meshsim',
  'scenario',
  'seed',
  'digest',
  'istio',
  'durationNs',
  'warmupNs',
  'bucketNs',
  'complete',
  'endedNs',
  'passed',
  'mesh',
  'requests',
  'assertions',
  'happenings',
  'windows',
  'hops',
  'totals',
  'precision',
  'causes',
  'shares',
  'pods',
  'series',
]

/** Known keys first, in their order; keys that a newer result may have follow in theirs. */
function ordered(result: RunResult, keys: readonly string[]): Record<string, unknown> {
  const rest = Object.keys(result).filter(key => !keys.includes(key))
  const entries = new Map(Object.entries(result))
  return Object.fromEntries([...keys, ...rest].filter(key => entries.has(key)).map(key => [key, entries.get(key)]))
}

const COUNTERS = new Set(['outcomes', 'codes', 'detectors', 'last'])

function sortCounters(key: string, value: unknown): unknown {
  if (!COUNTERS.has(key) || typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
