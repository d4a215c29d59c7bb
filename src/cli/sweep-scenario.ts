import { type SweepPlan, sweepPoints } from '../experiment/sweep.ts'
import { planSweep } from '../experiment/sweep-plan.ts'
import type { SweepResult } from '../measure/sweep.ts'
import { sweepCsv } from '../report/sweep/csv.ts'
import { sweepPage } from '../report/sweep/page.ts'
import { sweepText } from '../report/sweep/text.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { interruption } from './interruption.ts'
import { claimFolder } from './results-folder.ts'
import { runCount } from './run-count.ts'
import type { SweepFlags } from './sweep.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'

/** Reads every point before anything runs, runs them all, writes and prints; exit 1 if no point meets the goals. */
export async function sweepScenario(flags: SweepFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context
  const read = planSweep(flags)
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
