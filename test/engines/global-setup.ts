import { readdirSync, readFileSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { loadScenario } from '../../src/config/load-scenario.ts'
import type { ScenarioBundle } from '../../src/config/scenario/bundle.ts'

/** A scenario as texts that can go to a browser, and the digest that its recorded summary ends with. */
export interface Sent {
  readonly name: string
  readonly bundle: Omit<ScenarioBundle, 'sources'>
  readonly sources: readonly (readonly [string, unknown])[]
  readonly digest: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    scenarios: readonly Sent[]
  }
}

/** A browser reads no files: the texts of the scenarios are read here and sent. */
export function setup(project: TestProject): void {
  const scenarios = readdirSync('scenarios').map((name): Sent => {
    const { bundle } = loadScenario(`scenarios/${name}`)
    if (bundle === undefined) throw new Error(`scenarios/${name} can't be read`)
    const { sources, ...rest } = bundle
    const summary = readFileSync(`test/scenarios/${name}.summary.txt`, 'utf8')
    return { name, bundle: rest, sources: [...sources], digest: /digest ([0-9a-f]{16})\n$/.exec(summary)?.[1] ?? '' }
  })
  project.provide('scenarios', scenarios)
}
