import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { nearest } from '../config/nearest.ts'
import { QUICK_FILE } from '../config/scenario/quick.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import type { Step } from '../dataplane/explanation.ts'
import type { AttemptRecord } from '../measure/attempt-record.ts'
import type { RunResult } from '../measure/result.ts'
import type { RecordedHop } from '../routing/explain/explain-recorded.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ExplainRunFlags } from './explain.ts'
import { viewFor } from './explain-request.ts'
import { reasonOf } from './file-fault.ts'

type Summary = Pick<RunResult, 'scenario' | 'seed'>

/** What happened to one request of a finished run, and why each proxy sent it where it went. */
export async function explainRun(flags: ExplainRunFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context
  const refuse = (message: string): ExitCode => {
    output.talk(`meshsim: ${message}\n`)
    return EXIT.badInput
  }
  const summary = readSummary(flags.run)
  if (typeof summary === 'string') return refuse(summary)
  const path = join(flags.run, 'requests.csv')
  if (!existsSync(path)) return refuse(`${path} does not exist: run the scenario again with --records`)
  const { findRequest } = await import('./requests-file.ts')
  const { source, number } = flags
  const { records, sources } = await findRequest(path, source, number)
  if (records.length === 0) return refuse(notFound(flags, sources))
  const { hops, note } = await explained(records, summary, flags)
  await print(hops, note, flags, context)
  return EXIT.passed
}

function readSummary(run: string): Summary | string {
  const path = join(run, 'summary.json')
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Summary
  } catch (error) {
    if (error instanceof SyntaxError) return `${path} is not the summary of a run: ${error.message}`
    const reason = existsSync(path) ? reasonOf(error) : 'there is no such file'
    return `${path} cannot be read: ${reason}; --run names the folder of one seed, as results/canary/seed-1`
  }
}

function notFound({ source, number }: ExplainRunFlags, sources: readonly string[]): string {
  if (sources.includes(source)) return `no attempt of request ${source}#${number} is recorded; numbers begin at 0`
  const match = nearest(source, sources) ?? sources[0]
  return `the run has no source "${source}"${match ? `; did you mean ${match}#${number}?` : ''}`
}

/** The hops with their reasons where the scenario can still be read; else what kept it from that. */
async function explained(
  records: readonly AttemptRecord[],
  summary: Summary,
  flags: ExplainRunFlags,
): Promise<{ readonly hops: readonly RecordedHop[]; readonly note: string }> {
  const [{ recordedHops, explainRecorded }, { questionOf }, { recordedRequest }, { splitUrl }, { initHash }] =
    await Promise.all([
      import('../routing/explain/explain-recorded.ts'),
      import('../routing/explain/question.ts'),
      import('../experiment/recorded-request.ts'),
      import('../traffic/url.ts'),
      import('../proxy/hash.ts'),
    ])
  const hops = recordedHops(records)
  const found = await scenarioOf(summary, flags)
  if (typeof found === 'string') return { hops, note: found }
  const { scenario, folder } = found
  const atNs = Math.min(...records.map(({ startNs }) => startNs))
  const { source, number } = flags
  const recorded = recordedRequest(scenario, { source, number, atNs })
  if (!recorded) return { hops, note: `the scenario has no source "${source}" any more` }
  await initHash()
  const { standing, caller, request, callOf } = recorded
  const { call } = questionOf(caller, request, splitUrl(recorded.source.to.name).authority || request.authority)
  const view = await viewFor(standing, request)
  return { hops: inFolder(folder, explainRecorded(view, hops, { call, pod: caller.pod, callOf })), note: '' }
}

/** The scenario file, where people keep it; a sentence where it is not to be found or no longer read. */
async function scenarioOf(
  { scenario: { id, file }, seed }: Summary,
  { scenario, run }: ExplainRunFlags,
): Promise<{ readonly scenario: Scenario; readonly folder: string } | string> {
  const results = resolve(run, '../..')
  const likely = [
    join('scenarios', id, file),
    join(id, file),
    ...(basename(resolve('.')) === id ? [file] : []),
    join(dirname(results), 'scenarios', id, file),
    join(dirname(results), id, file),
  ]
  const path = scenario ?? likely.find(existsSync)
  if (path === undefined) {
    return file === QUICK_FILE
      ? 'why is not told: the quick form keeps no scenario; write one with meshsim init and name it with -f'
      : `why is not told: the scenario ${id}/${file} is not here; name it with -f`
  }
  const { loadScenario } = await import('../config/load-scenario.ts')
  const { scenario: loaded, diagnostics } = loadScenario(path, { seed })
  if (loaded && !diagnostics.some(({ level }) => level === 'error')) return { scenario: loaded, folder: dirname(path) }
  return `why is not told: ${path} can no longer be run (${diagnostics[0]?.message ?? 'no scenario'})`
}

/** Places of a scenario are relative to its folder; a terminal opens those that are relative to where it stands. */
function inFolder(folder: string, hops: readonly RecordedHop[]): readonly RecordedHop[] {
  const moved = (step: Step): Step => {
    const { origin, inner } = step
    const file = origin && origin.place.line > 0 ? join(folder, origin.place.file) : undefined
    return {
      ...step,
      inner: inner.map(moved),
      ...(origin && file ? { origin: { ...origin, place: { ...origin.place, file } } } : {}),
    }
  }
  return hops.map(hop =>
    hop.explained ? { ...hop, explained: { ...hop.explained, trail: hop.explained.trail.map(moved) } } : hop,
  )
}

async function print(
  hops: readonly RecordedHop[],
  note: string,
  { source, number, output: format }: ExplainRunFlags,
  { output }: CommandContext,
): Promise<void> {
  const request = `${source}#${number}`
  if (format === 'json') {
    return output.data(`${JSON.stringify({ schema: 1, request, hops, ...(note ? { note } : {}) }, null, 2)}\n`)
  }
  const { recordedText } = await import('../report/explain-recorded.ts')
  output.data(recordedText({ request, hops, note }, output.dataTerminal))
}
