import type { Diagnostic } from '../diagnostic.ts'
import type { SourceFile } from '../read-mesh.ts'

/** The files that a path, folder or glob means, and what could not be read. */
export interface SourceFiles {
  readonly files: readonly SourceFile[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * How a scenario gets at the files it names. The reader itself touches no disk, so it runs in a browser; the node
 * side is `src/config/load-scenario.ts`. Paths are relative to the scenario file's folder.
 */
export interface ScenarioFiles {
  /** Manifests of a path, folder or glob; `-` is stdin. `diagnostics` tell what could not be read. */
  manifests(source: string): SourceFiles
  /** One text file (trace, histogram), or what is wrong: `there is no such file or folder`. */
  text(path: string): SourceFile | { readonly fault: string }
}
