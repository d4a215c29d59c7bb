import type { Diagnostic } from '../config/diagnostic.ts'
import { fromWorkingDirectory, loadScenario } from '../config/load-scenario.ts'
import { type Measure, measureOfCondition, parseMeasure } from '../config/scenario/measure.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import { type ComparisonPlan, type ComparisonSide, compareSides } from '../experiment/compare.ts'
import { checkScenario } from '../experiment/simulate.ts'
import type { ComparisonResult } from '../measure/comparison.ts'
import { comparisonMarkdown } from '../report/compare/markdown.ts'
import { comparisonText } from '../report/compare/text.ts'
import type { CompareFlags } from './compare.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type GitCheckout, gitCheckout } from './git-checkout.ts'
import { interruption } from './interruption.ts'
import { readEach, timesOf } from './read-figures.ts'
import { runCount } from './run-count.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'

/** Figures of every comparison, from the client's view. */
const USUAL = ['requests', 'errors', 'degraded', 'p50', 'p99']

/** Runs both sides and prints what differs; exit 1 if an assertion that held is broken. */
export async function compareScenarios(flags: CompareFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context
  const checkout = flags.against === undefined ? undefined : gitCheckout(flags.against, process.cwd())
  if (checkout !== undefined && 'problem' in checkout) {
    output.talk(`${checkout.problem}\n`)
    return EXIT.badInput
  }
  try {
    const plan = planOf(flags, checkout)
    if ('diagnostics' in plan) {
      await tellDiagnostics(plan.diagnostics, output)
      return EXIT.badInput
    }
    const result = await compared(plan, flags, context)
    output.data(textOf(result, flags, context))
    if (!result.complete) return EXIT.interrupted
    return result.passed ? EXIT.passed : EXIT.failed
  } finally {
    checkout?.remove()
  }
}

async function compared(
  plan: ComparisonPlan,
  { jobs }: CompareFlags,
  { output }: CommandContext,
): Promise<ComparisonResult> {
  const count = await runCount(output)
  const interrupt = interruption(output)
  try {
    return await compareSides(plan, {
      ...(jobs !== undefined && { jobs }),
      signal: interrupt.signal,
      onReplication: (_, done, planned) => count.update(done, planned),
    })
  } finally {
    count.stop()
    interrupt.release()
  }
}

function textOf(result: ComparisonResult, { output: format }: CompareFlags, { output }: CommandContext): string {
  if (format === 'json') return `${JSON.stringify(result, null, 2)}\n`
  if (format === 'markdown') return comparisonMarkdown(result)
  return comparisonText(result, output.dataTerminal)
}

type Problems = { readonly diagnostics: readonly Diagnostic[] }
type Side = ComparisonSide & { readonly scenario: Scenario }

function planOf(flags: CompareFlags, checkout: GitCheckout | undefined): ComparisonPlan | Problems {
  const { scenarios, against = '', set, seeds } = flags
  const [first, second] = checkout === undefined ? scenarios : [checkout.pathOf(scenarios[0]), scenarios[0]]
  const a = sideOf(first, checkout === undefined ? first : against, set)
  if ('diagnostics' in a) return a
  const b = sideOf(second, checkout === undefined ? second : 'working tree', set)
  if ('diagnostics' in b) return b
  const asked = [a, b].map(({ scenario }) =>
    readEach('--measure', flags.measures, text =>
      parseMeasure(text, { file: '--measure', line: 0, column: 0 }, timesOf(scenario)),
    ),
  )
  const wrong = asked.flatMap(({ diagnostics }) => diagnostics)
  if (wrong.length > 0) return { diagnostics: wrong }
  const usual = USUAL.flatMap(text => measureIn(a.scenario, text) ?? [])
  const measures = [...usual, ...sharedMeasures(a.scenario, b.scenario), ...asked[0].values]
  return { a, b, seeds, measures: [...new Map(measures.map(each => [each.text, each])).values()] }
}

function sideOf(path: string, name: string, set: readonly string[]): Side | Problems {
  const { scenario, bundle, diagnostics } = loadScenario(path, { set })
  const errors = diagnostics.filter(isError)
  if (scenario === undefined || bundle === undefined || errors.length > 0) return { diagnostics: errors }
  const names = checkScenario(scenario).filter(isError)
  if (names.length > 0) return { diagnostics: fromWorkingDirectory(path, names) }
  return { name, title: scenario.title, bundle, scenario }
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
