import { MILLISECOND } from '../../kernel/time.ts'
import type { Behaviour, WorkloadEntry } from './scenario.ts'

/** Headers by which tracers join spans: what an application passes on when nothing else is said. A final `*` is open. */
export const DEFAULT_FORWARD_HEADERS: readonly string[] = [
  'x-request-id',
  'x-b3-*',
  'b3',
  'traceparent',
  'tracestate',
  'x-ot-span-context',
  'x-datadog-*',
  'x-cloud-trace-context',
  'grpc-trace-bin',
]

/** Every field of a behaviour has a value; only the cold start may be absent, which means there is none. */
export type FullBehaviour = Required<Omit<Behaviour, 'coldStart'>> & Pick<Behaviour, 'coldStart'>

/** How a workload behaves about which the scenario says nothing; a run lists the workloads that got it. */
export const DEFAULT_BEHAVIOUR = {
  time: { kind: 'lognormal', p50Ns: 5 * MILLISECOND, p99Ns: 25 * MILLISECOND },
  concurrency: 32,
  queue: 1024,
  sharing: 'fifo',
  errors: [],
  calls: [],
  forwardHeaders: DEFAULT_FORWARD_HEADERS,
  proxyConcurrency: 2,
} as const satisfies FullBehaviour

export interface WorkloadName {
  readonly namespace: string
  readonly name: string
}

export interface MergedBehaviour {
  readonly behaviour: FullBehaviour
  /** The entry that set a field; a field that is not listed has its default. */
  readonly setBy: Readonly<Partial<Record<keyof Behaviour, WorkloadEntry>>>
}

/**
 * True if a key of `workloads:` (`reviews-v1`, `reviews-*`, `shop/reviews-*`) means this workload. Without a namespace a
 * glob matches in all of them; a name matches where it is unique among `all`, else in `default`. Without a cluster
 * (`web@west`) it is of any cluster.
 */
export function matchesWorkload(pattern: string, workload: WorkloadName, all: readonly WorkloadName[] = []): boolean {
  const slash = pattern.indexOf('/')
  const namePattern = pattern.slice(slash + 1)
  const name = namePattern.includes('@') ? workload.name : workload.name.split('@')[0]
  if (slash >= 0) return globMatches(pattern.slice(0, slash), workload.namespace) && globMatches(namePattern, name)
  if (isGlob(namePattern)) return globMatches(namePattern, name)
  if (namePattern !== name) return false
  const namespaces = new Set(all.filter(other => other.name === workload.name).map(other => other.namespace))
  return namespaces.size < 2 || workload.namespace === 'default'
}

/**
 * The behaviour of one workload: entry by entry, field by field, the more specific key wins (a name over a glob, more
 * literal characters over fewer, among equals the later one); what no entry sets has its default.
 */
export function behaviourOf(
  entries: readonly WorkloadEntry[],
  workload: WorkloadName,
  all: readonly WorkloadName[] = [],
): MergedBehaviour {
  const matching = entries.filter(entry => matchesWorkload(entry.pattern.name, workload, all))
  const behaviour: Record<string, unknown> = { ...DEFAULT_BEHAVIOUR }
  const setBy: Partial<Record<keyof Behaviour, WorkloadEntry>> = {}
  // Sorting is stable: of two equally specific entries the later one is applied last.
  for (const entry of [...matching].sort((a, b) => compareSpecificity(a.pattern.name, b.pattern.name))) {
    for (const [field, value] of Object.entries(entry.behaviour)) {
      if (value === undefined) continue
      behaviour[field] = value
      setBy[field as keyof Behaviour] = entry
    }
  }
  return { behaviour: behaviour as unknown as FullBehaviour, setBy }
}

/**
 * Entries whose key matches none of the workloads that exist, which the engine reports as MS3051. `*` is never among them:
 * it means "whatever there is".
 */
export function unmatchedEntries(
  entries: readonly WorkloadEntry[],
  all: readonly WorkloadName[],
): readonly WorkloadEntry[] {
  return entries.filter(
    ({ pattern }) => pattern.name !== '*' && !all.some(workload => matchesWorkload(pattern.name, workload, all)),
  )
}

function compareSpecificity(a: string, b: string): number {
  return Number(!isGlob(a)) - Number(!isGlob(b)) || literalLength(a) - literalLength(b)
}

function literalLength(pattern: string): number {
  return pattern.replace(/[*?]/g, '').length
}

export function isGlob(pattern: string): boolean {
  return /[*?]/.test(pattern)
}

/** `*` stands for any characters, `?` for one. */
export function globMatches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$+.()|[\]{}]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 's').test(text)
}
