import { readBundle, type ScenarioBundle } from '../../src/config/scenario/bundle.ts'
import { prepare, startRun } from '../../src/engine/run.ts'
import { windowsOf } from '../../src/measure/windows.ts'
import { initHash } from '../../src/proxy/hash.ts'

/** The digest of a scenario by nothing but what runs in a browser: reader, compiler and engine. */
export async function digestOf(bundle: ScenarioBundle): Promise<string> {
  await initHash()
  const { scenario } = readBundle(bundle)
  if (scenario === undefined) throw new Error('the scenario has errors')
  const { durationNs, warmupNs, bucketNs } = scenario
  const { boundariesNs } = windowsOf([], durationNs, warmupNs)
  const run = startRun(prepare(scenario), { recorder: { boundariesNs, warmupNs, durationNs, bucketNs, watched: [] } })
  run.advance(durationNs)
  run.finish()
  return run.digest.hex()
}
