import { expect } from 'vitest'
import { readBundle, type ScenarioBundle } from '../../src/config/scenario/bundle.ts'
import { readScenario } from '../../src/config/scenario/read.ts'
import type { Scenario } from '../../src/config/scenario/scenario.ts'
import type { ScenarioFiles } from '../../src/config/scenario/scenario-files.ts'

/**
 * A world in which every instant can be reckoned by hand: messages, proxies and configuration take no time, and a proxy has
 * one worker thread. What a test needs otherwise it gives by `set`.
 */
const PLAIN_MESH = '\nmesh: { files: mesh.yaml, proxy-concurrency: 1 }'

function meshSection(clusters: readonly string[]): string {
  const files = clusters.map(name => `${name}: { files: ${name}.yaml }`)
  return `\nmesh: { clusters: { ${files.join(', ')} }, proxy-concurrency: 1 }`
}

const INSTANT_NETWORK = `
network:
  latency: { client: 0ms, same-zone: 0ms, cross-zone: 0ms, cross-region: 0ms }
  sidecar: 0ms
  config-push: 0ms
  endpoint-removal: 5s
`

export interface ScenarioParts {
  /** Manifests of the mesh, one YAML text, or one for each cluster. */
  readonly mesh: string | Readonly<Record<string, string>>
  /** The scenario without its `mesh:` and `network:`. */
  readonly scenario: string
  /** `network.sidecar=1ms` and the like. */
  readonly set?: readonly string[]
  readonly seed?: number
  /** Texts of the files that the scenario names: manifests to apply, traces. */
  readonly files?: Readonly<Record<string, string>>
}

/** A scenario read from texts alone; they must be free of errors, or the test would test something else. */
export function scenarioOf({ mesh, scenario, set, seed, files = {} }: ScenarioParts): Scenario {
  const clusters = typeof mesh === 'string' ? undefined : Object.entries(mesh)
  const texts = clusters?.map(([name, text]) => [`${name}.yaml`, text]) ?? [['mesh.yaml', mesh]]
  const context = { files: inMemory({ ...files, ...Object.fromEntries(texts) }), id: 'test', set, seed }
  const section = clusters ? meshSection(clusters.map(([name]) => name)) : PLAIN_MESH
  const read = readScenario(`${section}${INSTANT_NETWORK}${scenario}`, 'scenario.yaml', context)
  expect(read.diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  return read.scenario as Scenario
}

/** The same as a bundle, for runs of many seeds. */
export function bundleOf({
  mesh,
  scenario,
  set = [],
}: Pick<ScenarioParts, 'scenario' | 'set'> & { readonly mesh: string }): ScenarioBundle {
  const form = {
    kind: 'file',
    text: `${PLAIN_MESH}${INSTANT_NETWORK}${scenario}`,
    name: 'scenario.yaml',
    id: 'test',
  } as const
  const bundle = {
    form,
    set,
    sources: new Map([['mesh.yaml', inMemory({ 'mesh.yaml': mesh }).manifests('mesh.yaml')]]),
  }
  expect(readBundle(bundle).diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  return bundle
}

function inMemory(texts: Readonly<Record<string, string>>): ScenarioFiles {
  const fileOf = (path: string) => ({ path, text: texts[path] })
  return {
    manifests: source => ({ files: Object.hasOwn(texts, source) ? [fileOf(source)] : [], diagnostics: [] }),
    text: path => (Object.hasOwn(texts, path) ? fileOf(path) : { fault: 'there is no such file' }),
  }
}
