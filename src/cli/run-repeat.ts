import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import { repeatScenario } from '../experiment/repeat.ts'
import type { RepeatResult } from '../measure/repeat.ts'
import type { RunResult } from '../measure/result.ts'
import { repeatPage } from '../report/repeat/page.ts'
import { repeatText } from '../report/repeat/text.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { manyRuns } from './many-runs.ts'
import type { RunFlags } from './run.ts'
import { commandText } from './usage.ts'
import { openResults } from './write-results.ts'

/**
 * Runs every seed of `repeat:` and `until:`, writes a folder for each as it ends and one summary; the verdict is of all
 * together.
 */
export async function runRepeat(
  scenario: Scenario,
  bundle: ScenarioBundle,
  flags: RunFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { output } = context
  if (flags.records) {
    return context.usageProblem('--records is for one run: add --seed, for example --seed 1')
  }
  const place = { root: flags.out, scenarioId: scenario.id, records: false }
  // Before anything is simulated: can results be written there?
  const probe = await openResults({ ...place, seed: scenario.seed })
  if ('problem' in probe) {
    output.talk(`${probe.problem}\n`)
    return EXIT.badInput
  }
  const dir = dirname(probe.folder.dir)
  await probe.folder.abandon()
  const write = async (run: RunResult) => {
    const opened = await openResults({ ...place, seed: run.seed })
    if ('problem' in opened) throw new Error(opened.problem)
    await opened.folder.finish(run)
  }
  // One after the other: two that make the same parent folder would meet.
  let written = Promise.resolve()
  const onResult = (run: RunResult) => {
    written = written.then(() => write(run))
    return written
  }
  const result = await manyRuns(flags.jobs, output, options =>
    repeatScenario(scenario, bundle, { ...options, onResult }),
  )
  const json = `${JSON.stringify(result, null, 2)}\n`
  const isWritten = result.runs.length > 0
  if (isWritten) {
    await writeFile(join(dir, 'repeat.json'), json)
    await writeFile(join(dir, 'repeat.html'), repeatPage(result))
  }
  const text = () => repeatText(result, { ...output.dataTerminal, ...(isWritten && { resultsDir: dir }) })
  output.data(flags.output === 'json' ? json : text())
  return verdict(result, context)
}

function verdict({ complete, passed, runs }: RepeatResult, { output, args }: CommandContext): ExitCode {
  if (!complete) return EXIT.interrupted
  if (passed) return EXIT.passed
  const failed = runs.find(run => !run.passed)
  if (failed) output.talk(`repeat one that failed with: ${commandText([...args, '--seed', String(failed.seed)])}\n`)
  return EXIT.failed
}
