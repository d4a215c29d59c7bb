import type { Diagnostic } from '../config/diagnostic.ts'
import { fromWorkingDirectory, loadScenario } from '../config/load-scenario.ts'
import { type Axis, parseAxis } from '../config/scenario/axis.ts'
import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import { parseGoal, parseMeasure } from '../config/scenario/measure.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import { checkScenario } from '../experiment/simulate.ts'
import { gridOf, type SweepPlan, sweepPoints } from '../experiment/sweep.ts'
import type { SweepResult } from '../measure/sweep.ts'
import { sweepCsv } from '../report/sweep/csv.ts'
import { sweepPage } from '../report/sweep/page.ts'
import { sweepText } from '../report/sweep/text.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { interruption } from './interruption.ts'
import { readEach, timesOf } from './read-figures.ts'
import { claimFolder } from './results-folder.ts'
import { runCount } from './run-count.ts'
import type { SweepFlags } from './sweep.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'

/** More than a person would read, and than a machine would finish. */
const MOST_POINTS = 2000

/** Reads every point before anything runs, runs them all, writes and prints; exit 1 if no point meets the goals. */
export async function sweepScenario(flags: SweepFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context
  const read = planOf(flags)
  if ('diagnostics' in read) {
    await tellDiagnostics(read.diagnostics, output)
    return EXIT.badInput
  }
  const claimed = await claimFolder(flags.out, read.scenario.id, 'sweep')
  if ('problem' in claimed) {
    output.talk(`${claimed.problem}\n`)
    return EXIT.badInput
  }
  const { folder } = claimed
  try {
    const result = await swept(read, flags, context)
    const json = `${JSON.stringify(result, null, 2)}\n`
    const csv = sweepCsv(result)
    await folder.finish([
      ['sweep.json', json],
      ['sweep.csv', csv],
      ['report.html', sweepPage(result)],
    ])
    const text = { json, csv, text: sweepText(result, { ...output.dataTerminal, resultsDir: folder.dir }) }
    output.data(text[flags.output])
    if (!result.complete) return EXIT.interrupted
    return result.goals.length > 0 && result.first === undefined ? EXIT.failed : EXIT.passed
  } catch (error) {
    await folder.abandon()
    throw error
  }
}

async function swept(plan: SweepPlan, { jobs }: SweepFlags, { output }: CommandContext): Promise<SweepResult> {
  const count = await runCount(output)
  const interrupt = interruption(output)
  try {
    return await sweepPoints(plan, {
      ...(jobs !== undefined && { jobs }),
      signal: interrupt.signal,
      onReplication: (_, done, planned) => count.update(done, planned),
    })
  } finally {
    count.stop()
    interrupt.release()
  }
}

type Problems = { readonly diagnostics: readonly Diagnostic[] }

/** Errors of the axes first, then of the first point that has any: the others' would mostly be the same. */
function planOf(flags: SweepFlags): SweepPlan | Problems {
  const axes = readEach('-P', flags.axes, parseAxis)
  const problems = [...axes.diagnostics, ...gridProblems(axes.values)]
  if (problems.length > 0) return { diagnostics: problems }
  const scenarios: Scenario[] = []
  const bundles: ScenarioBundle[] = []
  for (const values of gridOf(axes.values)) {
    const set = axes.values.map(({ path }, i) => `${path}=${values[i]}`)
    const { scenario, bundle, diagnostics } = loadScenario(flags.scenario, { set: [...flags.set, ...set] })
    const errors = diagnostics.filter(isError)
    if (scenario === undefined || bundle === undefined || errors.length > 0)
      return { diagnostics: atAxis(errors, axes.values) }
    const names = checkScenario(scenario).filter(isError)
    if (names.length > 0) return { diagnostics: atAxis(fromWorkingDirectory(flags.scenario, names), axes.values) }
    scenarios.push(scenario)
    bundles.push(bundle)
  }
  const [scenario] = scenarios
  const times = timesOf(scenario)
  const goals = readEach('--goal', flags.goals, text => parseGoal(text, place('--goal'), times))
  const measures = readEach('--measure', [...flags.measures, ...usualMeasures(flags, axes.values)], text =>
    parseMeasure(text, place('--measure'), times),
  )
  const wrong = [...goals.diagnostics, ...measures.diagnostics]
  if (wrong.length > 0) return { diagnostics: wrong }
  const { seeds } = flags
  return { scenario, axes: axes.values, bundles, seeds, goals: goals.values, measures: measures.values }
}

/** Without a wish: how slow, how often wrong; and how busy the workload is whose replicas are the axis. */
function usualMeasures({ goals, measures }: SweepFlags, axes: readonly Axis[]): readonly string[] {
  if (measures.length > 0) return []
  const replicas = axes.flatMap(({ path }) => /^topology\.replicas\.("?)([^"]+)\1$/.exec(path)?.[2] ?? [])
  return [...(goals.length === 0 ? ['p99'] : []), 'errors', ...replicas.map(name => `utilisation{workload=${name}}`)]
}

function gridProblems(axes: readonly Axis[]): readonly Diagnostic[] {
  const points = axes.reduce((product, { values }) => product * values.length, 1)
  const twice = axes.find(({ path }, i) => axes.findIndex(axis => axis.path === path) !== i)
  if (twice !== undefined) return [problem(`the axis ${twice.path} is given twice`)]
  return points > MOST_POINTS ? [problem(`the grid has ${points} points; at most ${MOST_POINTS} are run`)] : []
}

function problem(message: string): Diagnostic {
  return { code: 'MS3042', level: 'error', message, place: place('-P') }
}

function place(flag: string) {
  return { file: flag, line: 0, column: 0 }
}

/** What the user wrote as -P must not be told as a --set. */
function atAxis(diagnostics: readonly Diagnostic[], axes: readonly Axis[]): readonly Diagnostic[] {
  return diagnostics.map(diagnostic => {
    const { file } = diagnostic.place
    if (!axes.some(({ path }) => file.startsWith(`--set ${path}`))) return diagnostic
    return { ...diagnostic, place: { ...diagnostic.place, file: file.replace('--set', '-P') } }
  })
}

function isError({ level }: Diagnostic): boolean {
  return level === 'error'
}
