import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { initHash } from '../../src/proxy/hash.ts'
import { compareScenario, openScenario, simulatedFigures } from '../../src/validation/e2e/check-scenario.ts'
import { PER_HOP_NS } from '../../src/validation/e2e/machine.ts'
import type { RecordingFiles } from '../../src/validation/e2e/read-recording.ts'
import { reportScenario } from '../../src/validation/e2e/table.ts'

/** One of `recorded/`, made by `pack.mjs`. All of them, with more seeds, are compared by `npm run e2e`. */
function packed(name: string): RecordingFiles {
  const file = readFileSync(new URL(`recorded/${name}.json.gz`, import.meta.url))
  const { arrivals, ...texts } = JSON.parse(gunzipSync(file).toString('utf8'))
  return { ...texts, arrivals: new Map(arrivals) }
}

beforeAll(initHash)

describe('a little mesh of real Envoys, simulated with its own arrivals', () => {
  it.each(['S2-pod-failure', 'S5b-blue-green-hasty'])('%s', name => {
    const scenario = openScenario(packed(name))
    const runs = scenario.recording.runs.map((_, run) => simulatedFigures(scenario, run, run, PER_HOP_NS))
    const { isGood, lines, summary } = reportScenario(name, compareScenario(scenario, runs), false)
    expect({ isGood, summary, lines: isGood ? [] : lines }).toEqual({ isGood: true, summary, lines: [] })
  })

  it('the same seed gives the same figures', () => {
    const scenario = openScenario(packed('S5b-blue-green-hasty'))
    expect(simulatedFigures(scenario, 0, 3, PER_HOP_NS)).toEqual(simulatedFigures(scenario, 0, 3, PER_HOP_NS))
  })
})
