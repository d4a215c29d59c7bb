import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import { type Repetition, repeatScenario } from '../experiment/repeat.ts'
import type { RepeatResult } from '../measure/repeat.ts'
import { repeatText } from '../report/repeat/text.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { interruption } from './interruption.ts'
import type { RunFlags } from './run.ts'
import { runCount } from './run-count.ts'
import { commandText } from './usage.ts'
import { openResults } from './write-results.ts'

/** Runs every seed of `repeat:` and `until:`, writes a folder for each and one summary; the verdict is of all together. */
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
  const repetition = await repeated(scenario, bundle, flags, context)
  const { result } = repetition
  const written = await write(repetition, flags)
  if ('problem' in written) {
    output.talk(`${written.problem}\n`)
    return EXIT.badInput
  }
  output.data(
    flags.output === 'json'
      ? repeatJson(result)
      : repeatText(result, { ...output.dataTerminal, resultsDir: written.dir }),
  )
  if (!result.complete) return EXIT.interrupted
  if (result.passed) return EXIT.passed
  const failed = result.runs.find(({ passed }) => !passed)
  if (failed)
    output.talk(`repeat one that failed with: ${commandText([...context.args, '--seed', String(failed.seed)])}\n`)
  return EXIT.failed
}

async function repeated(
  scenario: Scenario,
  bundle: ScenarioBundle,
  { jobs }: RunFlags,
  { output }: CommandContext,
): Promise<Repetition> {
  const count = await runCount(output)
  const interrupt = interruption(output)
  try {
    return await repeatScenario(scenario, bundle, {
      ...(jobs !== undefined && { jobs }),
      signal: interrupt.signal,
      onReplication: (_, done, planned) => count.update(done, planned),
    })
  } finally {
    count.stop()
    interrupt.release()
  }
}

/** @returns the folder of the scenario, as the user would type it */
async function write(
  { result, results }: Repetition,
  { out }: RunFlags,
): Promise<{ readonly dir: string } | { readonly problem: string }> {
  let dir = join(out, result.scenario.id)
  for (const run of results) {
    const opened = await openResults({ root: out, scenarioId: result.scenario.id, seed: run.seed, records: false })
    if ('problem' in opened) return opened
    await opened.folder.finish(run)
    dir = dirname(opened.folder.dir)
  }
  if (results.length > 0) await writeFile(join(dir, 'repeat.json'), repeatJson(result))
  return { dir }
}

function repeatJson(result: RepeatResult): string {
  return `${JSON.stringify(result, null, 2)}\n`
}
