import type { Diagnostic } from '../config/diagnostic.ts'
import { compareSides } from '../experiment/compare.ts'
import { planComparison } from '../experiment/compare-plan.ts'
import type { ComparisonResult } from '../measure/comparison.ts'
import { comparisonMarkdown } from '../report/compare/markdown.ts'
import { comparisonText } from '../report/compare/text.ts'
import type { CompareFlags } from './compare.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type GitCheckout, gitCheckout } from './git-checkout.ts'
import { manyRuns } from './many-runs.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'

/** Runs both sides and prints what differs; exit 1 if an assertion that held is broken. */
export async function compareScenarios(flags: CompareFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context
  const checkout = flags.against === undefined ? undefined : gitCheckout(flags.against, process.cwd())
  if (checkout !== undefined && 'problem' in checkout) {
    output.talk(`${checkout.problem}\n`)
    return EXIT.badInput
  }
  try {
    const plan = planComparison({ ...sidesOf(flags, checkout), ...flags })
    if ('diagnostics' in plan) {
      await tellDiagnostics(
        plan.diagnostics.map(each => shown(each, checkout)),
        output,
      )
      return EXIT.badInput
    }
    const result = await manyRuns(flags.jobs, output, options => compareSides(plan, options))
    output.data(textOf(result, flags, context))
    if (!result.complete) return EXIT.interrupted
    return result.passed ? EXIT.passed : EXIT.failed
  } finally {
    checkout?.remove()
  }
}

function textOf(result: ComparisonResult, { output: format }: CompareFlags, { output }: CommandContext): string {
  if (format === 'json') return `${JSON.stringify(result, null, 2)}\n`
  if (format === 'markdown') return comparisonMarkdown(result)
  return comparisonText(result, output.dataTerminal)
}

/** Two paths, or the path in a revision and in the working tree. */
function sidesOf({ scenarios: [first, second], against = '' }: CompareFlags, checkout: GitCheckout | undefined) {
  if (checkout === undefined) return { a: { path: first, name: first }, b: { path: second, name: second } }
  return { a: { path: checkout.pathOf(first), name: against }, b: { path: first, name: 'working tree' } }
}

/** A place in the revision is told as git tells it; the folder it was unpacked to is gone when the user reads this. */
function shown(diagnostic: Diagnostic, checkout: GitCheckout | undefined): Diagnostic {
  const { place } = diagnostic
  const file = checkout?.nameOf(place.file)
  return file === undefined ? diagnostic : { ...diagnostic, place: { ...place, file } }
}
