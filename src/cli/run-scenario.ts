import type { LoadedScenario } from '../config/load-scenario.ts'
import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import type { RunResult } from '../measure/result.ts'
import { countText, durationText, rateText } from '../report/figure.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { writingFault } from './file-fault.ts'
import { interruption } from './interruption.ts'
import { progressReporter } from './progress.ts'
import type { RunFlags } from './run.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'
import { commandText } from './usage.ts'
import { openResults, type ResultsFolder } from './write-results.ts'

/** Loads, simulates, writes, prints; the code is the verdict. */
export async function runScenario(flags: RunFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context
  const { scenario, bundle, diagnostics } = await load(flags)
  await tellDiagnostics(diagnostics, output)
  if (!scenario || diagnostics.some(diagnostic => diagnostic.level === 'error')) return EXIT.badInput
  if (bundle !== undefined && flags.seed === undefined && (scenario.repeat ?? scenario.until) !== undefined) {
    return repeatedly(scenario, bundle, flags, context)
  }
  const opened = await openResults({
    root: flags.out,
    scenarioId: scenario.id,
    seed: scenario.seed,
    records: flags.records,
  })
  if ('problem' in opened) {
    output.talk(`${opened.problem}\n`)
    return EXIT.badInput
  }
  const { folder } = opened
  try {
    const result = await simulated(scenario, folder, context)
    const fault = await writingFault(folder.finish(result))
    await print(result, fault === undefined ? folder.dir : undefined, flags.output, context)
    if (fault === undefined) return verdict(result, context)
    output.talk(`cannot write results to ${folder.dir}: ${fault}\n`)
    await folder.abandon()
    return EXIT.badInput
  } catch (error) {
    await folder.abandon()
    return tellScenarioError(error, flags, context)
  }
}

/** `repeat:` and `until:`; `--seed` asks for a single run of them. */
async function repeatedly(
  scenario: Scenario,
  bundle: ScenarioBundle,
  flags: RunFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { prepareOrReject } = await import('../experiment/simulate.ts')
  try {
    prepareOrReject(scenario)
  } catch (error) {
    return tellScenarioError(error, flags, context)
  }
  const { runRepeat } = await import('./run-repeat.ts')
  return runRepeat(scenario, bundle, flags, context)
}

/** Names that nobody defines show only when the scenario meets its mesh; anything else is a fault of the program. */
async function tellScenarioError(error: unknown, flags: RunFlags, { output }: CommandContext): Promise<ExitCode> {
  const { InputError } = await import('../experiment/input.ts')
  if (!(error instanceof InputError)) throw error
  const { fromWorkingDirectory } = await import('../config/load-scenario.ts')
  const { scenario } = flags
  await tellDiagnostics(scenario ? fromWorkingDirectory(scenario, error.diagnostics) : error.diagnostics, output)
  return EXIT.badInput
}

async function load(flags: RunFlags): Promise<LoadedScenario> {
  const { loadScenario, loadQuickScenario } = await import('../config/load-scenario.ts')
  if (flags.scenario !== undefined) return loadScenario(flags.scenario, { set: flags.set, seed: flags.seed })
  return loadQuickScenario({ ...flags, to: flags.to ?? '' })
}

async function simulated(scenario: Scenario, folder: ResultsFolder, context: CommandContext): Promise<RunResult> {
  const { simulate } = await import('../experiment/simulate.ts')
  const progress = await progressReporter(context.output)
  const interrupt = interruption(context.output)
  const since = Date.now()
  try {
    const result = await simulate(scenario, {
      signal: interrupt.signal,
      onProgress: progress.update,
      onRecord: folder.onRecord,
    })
    progress.stop()
    context.output.talk(`${speedText(result, Date.now() - since)}\n`)
    return result
  } finally {
    progress.stop()
    interrupt.release()
  }
}

/** How long it took: the only figure that the machine has a say in, so it is talk and not data. */
function speedText(result: RunResult, elapsedMs: number): string {
  const perSecond = rateText((result.requests.born / Math.max(1, elapsedMs)) * 1000)
  const took = durationText(Math.max(1, elapsedMs) * 1e6)
  return `simulated ${durationText(result.endedNs)} in ${took}: ${countText(result.requests.born)} requests, ${perSecond}`
}

async function print(
  result: RunResult,
  resultsDir: string | undefined,
  format: RunFlags['output'],
  { output }: CommandContext,
): Promise<void> {
  if (format === 'json') {
    const { summaryJson } = await import('../report/json.ts')
    return output.data(summaryJson(result))
  }
  const { summaryText } = await import('../report/text/summary.ts')
  output.data(summaryText(result, { ...output.dataTerminal, ...(resultsDir && { resultsDir }) }))
}

function verdict(result: RunResult, { output, args }: CommandContext): ExitCode {
  if (!result.complete) {
    output.talk('interrupted: the results hold what was simulated until then\n')
    return EXIT.interrupted
  }
  if (result.passed) return EXIT.passed
  output.talk(`repeat with: ${commandText(args)}\n`)
  return EXIT.failed
}
