import { readMesh, type SourceFile } from '../../read-mesh.ts'
import type { Resource } from '../../resource.ts'
import { type Cursor, reportAt } from './shape.ts'

/** Codes of the loader for a path or pattern that leads nowhere: told at the place that names it. */
const NOWHERE: ReadonlySet<string> = new Set(['MS1001', 'MS1006'])

/** Manifests that the value at the cursor names. What is wrong inside a file is reported there. */
export function manifestsAt(cursor: Cursor, source: string): readonly SourceFile[] {
  const { files, diagnostics } = cursor.reading.files.manifests(source)
  for (const diagnostic of diagnostics) {
    if (!NOWHERE.has(diagnostic.code)) {
      cursor.reading.report(diagnostic)
      continue
    }
    const help = diagnostic.help ?? 'paths are relative to the folder of the scenario file'
    reportAt(cursor, { code: 'MS3012', message: `${source}: ${diagnostic.message}`, help })
  }
  return files
}

/** Resources that an `apply` of the timeline brings; nothing if they could not be read. */
export function applied(cursor: Cursor, source: string): readonly Resource[] | undefined {
  const files = manifestsAt(cursor, source)
  if (files.length === 0) return undefined
  const { resources, diagnostics } = readMesh(files)
  for (const diagnostic of diagnostics) cursor.reading.report(diagnostic)
  return resources
}
