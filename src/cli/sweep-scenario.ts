import { sweepPoints } from '../experiment/sweep.ts'
import { planSweep } from '../experiment/sweep-plan.ts'
import { sweepCsv } from '../report/sweep/csv.ts'
import { sweepPage } from '../report/sweep/page.ts'
import { sweepText } from '../report/sweep/text.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { writingFault } from './file-fault.ts'
import { manyRuns } from './many-runs.ts'
import { claimFolder } from './results-folder.ts'
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
    const result = await manyRuns(flags.jobs, output, options => sweepPoints(read, options))
    const json = `${JSON.stringify(result, null, 2)}\n`
    const csv = sweepCsv(result)
    const fault = await writingFault(
      folder.finish([
        ['sweep.json', json],
        ['sweep.csv', csv],
        ['report.html', sweepPage(result)],
      ]),
    )
    const where = fault === undefined && { resultsDir: folder.dir }
    const text = { json, csv, text: sweepText(result, { ...output.dataTerminal, ...where }) }
    output.data(text[flags.output])
    if (fault !== undefined) {
      output.talk(`cannot write results to ${folder.dir}: ${fault}\n`)
      await folder.abandon()
      return EXIT.badInput
    }
    if (!result.complete) return EXIT.interrupted
    return result.goals.length > 0 && result.first === undefined ? EXIT.failed : EXIT.passed
  } catch (error) {
    await folder.abandon()
    throw error
  }
}
