import type { RouteTestSuite } from '../config/route-tests/route-tests.ts'
import type { RouteCheck, RouteFailure, RouteTestFile } from '../dataplane/route-test-run.ts'

/** What the mesh said when the snapshot was kept: by test, then by check. */
export type Snapshots = Readonly<Record<string, Readonly<Record<string, Facts>>>>

type Facts = Readonly<Record<string, unknown>>

export interface SnapshotOutcome {
  /** The results, a failure added to each check that differs from its snapshot or has none. */
  readonly file: RouteTestFile
  /** What the file of snapshots should hold; the same object as before where nothing is to be written. */
  readonly snapshots: Snapshots
}

/**
 * `check`: differences and missing snapshots fail; nothing is kept (CI). `add`: differences fail, new snapshots are kept.
 * `update`: all are kept as they are now, those that no check has any more are dropped; `update-some` drops none, since only
 * some tests ran.
 */
export type SnapshotMode = 'check' | 'add' | 'update' | 'update-some'

/** Compares the checks that ask for it (`snapshot: true`) with what was kept. */
export function compareSnapshots(
  suite: RouteTestSuite,
  file: RouteTestFile,
  kept: Snapshots,
  mode: SnapshotMode,
): SnapshotOutcome {
  const now: Record<string, Record<string, Facts>> = {}
  const tests = file.tests.map(test => {
    const planned = suite.tests.find(({ name }) => name.name === test.name)?.checks ?? []
    const titles = uniqueTitles(test.checks)
    const checks = test.checks.map((check, i) => {
      if (planned[i]?.expect.snapshot !== true) return check
      const facts = asKept(check.got)
      now[test.name] = { ...now[test.name], [titles[i]]: facts }
      if (mode.startsWith('update')) return check
      const before = kept[test.name]?.[titles[i]]
      if (before !== undefined) return withFailures(check, differences(before, facts))
      return mode === 'add' ? check : withFailures(check, [MISSING])
    })
    return { ...test, checks }
  })
  return { file: { ...file, tests }, snapshots: keptNext(kept, now, mode) }
}

function keptNext(kept: Snapshots, now: Snapshots, mode: SnapshotMode): Snapshots {
  if (mode === 'check') return kept
  const next = mode === 'update' ? now : mode === 'update-some' ? { ...kept, ...now } : merged(now, kept)
  return JSON.stringify(sorted(next)) === JSON.stringify(sorted(kept)) ? kept : (sorted(next) as Snapshots)
}

/** What is kept stays; what is new is added. */
function merged(now: Snapshots, kept: Snapshots): Snapshots {
  const names = [...new Set([...Object.keys(kept), ...Object.keys(now)])]
  return Object.fromEntries(names.map(name => [name, { ...now[name], ...kept[name] }]))
}

const MISSING: RouteFailure = {
  what: 'snapshot',
  expected: 'what was kept',
  got: 'nothing was kept',
  lines: [],
  help: 'run meshsim test -u outside CI and commit the file that it writes',
}

function differences(before: Facts, now: Facts): readonly RouteFailure[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort()
  return keys.flatMap(key => {
    const [expected, got] = [before[key], now[key]].map(value => JSON.stringify(sorted(value)) ?? 'nothing')
    const help = 'if this is what you want, keep it with meshsim test -u'
    return expected === got ? [] : [{ what: `snapshot ${key}`, expected, got, lines: [], help }]
  })
}

function withFailures(check: RouteCheck, failures: readonly RouteFailure[]): RouteCheck {
  return { ...check, facts: check.facts + Math.max(1, failures.length), failures: [...check.failures, ...failures] }
}

/** Two checks of one title are told apart by a number. */
function uniqueTitles(checks: readonly RouteCheck[]): readonly string[] {
  const seen = new Map<string, number>()
  return checks.map(({ title }) => {
    const count = (seen.get(title) ?? 0) + 1
    seen.set(title, count)
    return count === 1 ? title : `${title} (${count})`
  })
}

/** As it comes back from the file. */
function asKept(facts: Facts): Facts {
  return JSON.parse(JSON.stringify(facts)) as Facts
}

/** Keys in order, so that files differ only where facts do. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]))
}
