import { prepare, type Run, type RunOptions, startRun } from '../../src/engine/run.ts'
import { type ScenarioParts, scenarioOf } from './scenario-of.ts'

/** A run that has not begun: for tests that look into its world, or advance it in steps. */
export function runOf(parts: ScenarioParts, onRecord?: RunOptions['onRecord']): Run {
  const scenario = scenarioOf(parts)
  const { warmupNs, durationNs, bucketNs } = scenario
  const recorder = { boundariesNs: [warmupNs, durationNs], warmupNs, durationNs, bucketNs, watched: [] }
  return startRun(prepare(scenario), { recorder, onRecord })
}
