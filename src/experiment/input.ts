import type { Diagnostic } from '../config/diagnostic.ts'
import { loadFiles } from '../config/load.ts'
import { type LoadScenarioOptions, loadScenario as load } from '../config/load-scenario.ts'
import type { Mesh } from '../config/mesh.ts'
import { readMesh } from '../config/read-mesh.ts'
import type { ScenarioBundle } from '../config/scenario/bundle.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import { initHash } from '../proxy/hash.ts'

/** What the user gave can't be used: `diagnostics` say what, where, and what was meant. */
export class InputError extends Error {
  readonly diagnostics: readonly Diagnostic[]

  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(messageOf).join('\n'))
    this.name = 'InputError'
    this.diagnostics = diagnostics
  }
}

/**
 * Reads a scenario file (or a folder with a `scenario.yaml`) and everything that it names.
 * @throws InputError (as a rejection) with every problem of every file
 */
export async function loadScenario(path: string, options: LoadScenarioOptions = {}): Promise<Scenario> {
  const { scenario, diagnostics } = load(path, options)
  const errors = diagnostics.filter(({ level }) => level === 'error')
  if (scenario === undefined || errors.length > 0) throw new InputError(errors)
  return scenario
}

/**
 * The same as texts, for runs on several threads: `replicate`, `sweep`, `compare`.
 * @throws InputError (as a rejection) with every problem of every file
 */
export async function loadBundle(path: string, options: LoadScenarioOptions = {}): Promise<ScenarioBundle> {
  const { scenario, bundle, diagnostics } = load(path, options)
  const errors = diagnostics.filter(({ level }) => level === 'error')
  if (scenario === undefined || bundle === undefined || errors.length > 0) throw new InputError(errors)
  return bundle
}

/**
 * Reads a mesh from paths, globs and folders, and from objects as Kubernetes has them; later ones win as with `kubectl
 * apply`. Never rejects for what is in the files: `mesh.diagnostics` tells it, and a resource with an error is left out.
 */
export async function loadMesh(...sources: readonly (string | object)[]): Promise<Mesh> {
  const diagnostics: Diagnostic[] = []
  const files = sources.flatMap((source, i) => {
    if (typeof source !== 'string') return [{ path: `object ${i + 1}`, text: JSON.stringify(source), isNamed: true }]
    const loaded = loadFiles([source], { cwd: process.cwd() })
    diagnostics.push(...loaded.diagnostics)
    return loaded.files
  })
  // What route() works out from hashes can then be had at once.
  await initHash()
  const mesh = readMesh(files)
  return { ...mesh, diagnostics: [...diagnostics, ...mesh.diagnostics] }
}

function messageOf({ code, message, place }: Diagnostic): string {
  const where = place.line > 0 ? `${place.file}:${place.line}:${place.column} ` : ''
  return `${where}${code}: ${message}`
}
