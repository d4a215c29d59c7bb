import type { Diagnostic } from '../config/diagnostic.ts'
import { fromWorkingDirectory, loadScenario } from '../config/load-scenario.ts'
import { type Measure, measureOfCondition, parseMeasure } from '../config/scenario/measure.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import type { ComparisonPlan, ComparisonSide } from './compare.ts'
import { type Problems, readEach, timesOf } from './read-figures.ts'
import { checkScenario } from './simulate.ts'

/** A scenario file or its folder, and what to call it. */
export interface NamedPath {
  readonly path: string
  readonly name: string
}

/** A comparison as a user asks for it. */
export interface ComparisonQuestion {
  readonly a: NamedPath
  readonly b: NamedPath
  /** Figures wanted besides the usual ones and those of shared assertions. */
  readonly measures: readonly string[]
  /** `--set path=value` for both sides. */
  readonly set: readonly string[]
  readonly seeds: readonly number[]
}

/** Figures of every comparison, from the client's view. */
const USUAL = ['requests', 'errors', 'degraded', 'p50', 'p99']

type Side = ComparisonSide & { readonly scenario: Scenario; readonly wanted: readonly Measure[] }

export function planComparison({
  a: before,
  b: after,
  measures: wanted,
  set,
  seeds,
}: ComparisonQuestion): ComparisonPlan | Problems {
  // What is wrong is mostly the same on both sides: told once.
  const a = sideOf(before, set, wanted)
  if ('diagnostics' in a) return a
  const b = sideOf(after, set, wanted)
  if ('diagnostics' in b) return b
  const usual = USUAL.flatMap(text => measureIn(a.scenario, text) ?? [])
  const measures = [...usual, ...sharedMeasures(a.scenario, b.scenario), ...a.wanted]
  return { a, b, seeds, measures: [...new Map(measures.map(each => [each.text, each])).values()] }
}

function sideOf({ path, name }: NamedPath, set: readonly string[], texts: readonly string[]): Side | Problems {
  const { scenario, bundle, diagnostics } = loadScenario(path, { set })
  const errors = diagnostics.filter(isError)
  if (scenario === undefined || bundle === undefined || errors.length > 0) return { diagnostics: errors }
  const place = { file: '--measure', line: 0, column: 0 }
  const wanted = readEach('--measure', texts, text => parseMeasure(text, place, timesOf(scenario)))
  if (wanted.diagnostics.length > 0) return wanted
  const names = checkScenario(
    scenario,
    wanted.values.map(({ selector }) => ({ selector, place })),
  ).filter(isError)
  if (names.length > 0) return { diagnostics: fromWorkingDirectory(path, names) }
  return { name, title: scenario.title, bundle, scenario, wanted: wanted.values }
}

/** What side a asserts about, as far as side b has such windows. */
function sharedMeasures(a: Scenario, b: Scenario): readonly Measure[] {
  const asserted = a.assertions.flatMap(({ selector, conditions }) =>
    conditions.map(condition => measureOfCondition(selector, condition)),
  )
  return asserted.filter(({ text }) => measureIn(b, text) !== undefined)
}

function measureIn(scenario: Scenario, text: string): Measure | undefined {
  const measure = parseMeasure(text, { file: '', line: 0, column: 0 }, timesOf(scenario))
  return measure.ok ? measure.value : undefined
}

function isError({ level }: Diagnostic): boolean {
  return level === 'error'
}
