import { type ComparisonPlan, compareSides } from '../experiment/compare.ts'
import { planComparison } from '../experiment/compare-plan.ts'
import type { ComparisonResult } from '../measure/comparison.ts'
import { comparisonMarkdown } from '../report/compare/markdown.ts'
import { comparisonText } from '../report/compare/text.ts'
import type { CompareFlags } from './compare.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { type GitCheckout, gitCheckout } from './git-checkout.ts'
import { interruption } from './interruption.ts'
import { runCount } from './run-count.ts'
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

/** Two paths, or the path in a revision and in the working tree. */
function sidesOf({ scenarios: [first, second], against = '' }: CompareFlags, checkout: GitCheckout | undefined) {
  if (checkout === undefined) return { a: { path: first, name: first }, b: { path: second, name: second } }
  return { a: { path: checkout.pathOf(first), name: against }, b: { path: first, name: 'working tree' } }
}
