import type { Diagnostic } from '../config/diagnostic.ts'
import { fromWorkingDirectory, loadScenario } from '../config/load-scenario.ts'
import { type Axis, parseAxis } from '../config/scenario/axis.ts'
import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import { type Goal, type Measure, parseGoal, parseMeasure } from '../config/scenario/measure.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import type { SourceFiles } from '../config/scenario/scenario-files.ts'
import { type Problems, readEach, timesOf } from './read-figures.ts'
import { checkScenario } from './simulate.ts'
import { gridOf, type SweepPlan } from './sweep.ts'

/** A sweep as a user asks for it: texts in the notation of the command line. */
export interface SweepQuestion {
  /** Scenario file, or its folder. */
  readonly scenario: string
  /** `topology.replicas.web=3..9`. */
  readonly axes: readonly string[]
  /** `p99{at=client} < 400ms`. */
  readonly goals: readonly string[]
  /** Figures wanted besides those of the goals; none = how slow, how often wrong, how busy. */
  readonly measures: readonly string[]
  /** `--set path=value` for every point. */
  readonly set: readonly string[]
  readonly seeds: readonly number[]
}

/** More than a person would read, and than a machine would finish. */
const MOST_POINTS = 2000

/** Errors of the axes first, then of the first point that has any: those of the others would mostly be the same. */
export function planSweep(question: SweepQuestion): SweepPlan | Problems {
  const axes = readEach('-P', question.axes, parseAxis)
  const problems = [...axes.diagnostics, ...gridProblems(axes.values)]
  if (problems.length > 0) return { diagnostics: problems }
  const points: Point[] = []
  const sources = new Map<string, SourceFiles>()
  for (const values of gridOf(axes.values)) {
    const point = pointOf(question, axes.values, values, sources)
    if ('diagnostics' in point) {
      const at = points.length === 0 ? '' : ` (at ${settingsOf(axes.values, values).join(', ')})`
      return { diagnostics: point.diagnostics.map(each => (isOfFlag(each) ? withNote(each, at) : each)) }
    }
    points.push(point)
  }
  const [{ scenario, goals, measures }] = points
  return {
    scenario,
    axes: axes.values,
    bundles: points.map(({ bundle }) => bundle),
    seeds: question.seeds,
    goals,
    measures,
  }
}

/** An axis can change how long a run is, and who is in it: what is asked must be in the run at every point. */
interface Point {
  readonly scenario: Scenario
  readonly bundle: ScenarioBundle
  readonly goals: readonly Goal[]
  readonly measures: readonly Measure[]
}

function pointOf(
  question: SweepQuestion,
  axes: readonly Axis[],
  values: readonly string[],
  sources: Map<string, SourceFiles>,
): Point | Problems {
  const set = [...question.set, ...settingsOf(axes, values)]
  const { scenario, bundle, diagnostics } = loadScenario(question.scenario, { set, sources })
  const errors = diagnostics.filter(isError)
  if (scenario === undefined || bundle === undefined || errors.length > 0) return { diagnostics: atAxis(errors, axes) }
  const times = timesOf(scenario)
  const goals = readEach('--goal', question.goals, text => parseGoal(text, place('--goal'), times))
  const texts = [...question.measures, ...usualMeasures(question, axes)]
  const measures = readEach('--measure', texts, text => parseMeasure(text, place('--measure'), times))
  const wrong = [...goals.diagnostics, ...measures.diagnostics]
  if (wrong.length > 0) return { diagnostics: wrong }
  const asked = [
    ...goals.values.map(({ measure: { selector } }) => ({ selector, place: place('--goal') })),
    ...measures.values.map(({ selector }) => ({ selector, place: place('--measure') })),
  ]
  const names = checkScenario(scenario, asked).filter(isError)
  if (names.length > 0) return { diagnostics: atAxis(fromWorkingDirectory(question.scenario, names), axes) }
  return { scenario, bundle, goals: goals.values, measures: measures.values }
}

/** A point in the notation of `--set`. */
function settingsOf(axes: readonly Axis[], values: readonly string[]): readonly string[] {
  return axes.map(({ path }, i) => `${path}=${values[i]}`)
}

function withNote(diagnostic: Diagnostic, note: string): Diagnostic {
  return { ...diagnostic, message: `${diagnostic.message}${note}` }
}

/** Without a wish: how slow, how often wrong; and how busy the workload is whose replicas are the axis. */
function usualMeasures({ goals, measures }: SweepQuestion, axes: readonly Axis[]): readonly string[] {
  if (measures.length > 0) return []
  const replicas = axes.flatMap(({ path }) => /^topology\.replicas\.("?)([^"*]+)\1$/.exec(path)?.[2] ?? [])
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

/** About the question, not about the scenario. */
function isOfFlag({ place: { file } }: Diagnostic): boolean {
  return file === '--goal' || file === '--measure'
}

function isError({ level }: Diagnostic): boolean {
  return level === 'error'
}
