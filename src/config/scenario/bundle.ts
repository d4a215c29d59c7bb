import type { QuickOptions } from './init.ts'
import { quickScenario } from './quick.ts'
import { type ReadScenario, readScenario } from './read.ts'
import type { ScenarioFiles, SourceFiles } from './scenario-files.ts'

/**
 * A scenario as the texts that it is made of, plain data: another thread or a browser reads the same scenario from it, also
 * when the files have changed meanwhile.
 */
export interface ScenarioBundle {
  readonly form:
    | { readonly kind: 'file'; readonly text: string; readonly name: string; readonly id: string }
    | { readonly kind: 'quick'; readonly options: QuickOptions }
  /** `--set path=value`, in order. */
  readonly set: readonly string[]
  /** Wins over the file's. */
  readonly seed?: number
  /** What the scenario names, by the name it uses. */
  readonly sources: ReadonlyMap<string, SourceFiles>
}

/** Reads the scenario of a bundle; the same texts give the same scenario and the same diagnostics. */
export function readBundle({ form, set, seed, sources }: ScenarioBundle): ReadScenario {
  const files = filesFrom(source => sources.get(source) ?? { files: [], diagnostics: [] })
  if (form.kind === 'quick') return quickScenario({ ...form.options, set }, files)
  return readScenario(form.text, form.name, { files, id: form.id, set, ...(seed !== undefined && { seed }) })
}

/** What a scenario sees of its files, given what loads a path, folder or glob. */
export function filesFrom(load: (source: string) => SourceFiles): ScenarioFiles {
  return {
    manifests: load,
    text: path => {
      const { files, diagnostics } = load(path)
      if (diagnostics.length > 0) return { fault: diagnostics[0].message }
      return files.length === 1 && files[0].path === path ? files[0] : { fault: 'this is not a single file' }
    },
  }
}
