import type { SourceFile } from '../../read-mesh.ts'
import { type Cursor, childOf, reportAt } from './shape.ts'

/** Text of the file named at `key` of the cursor; a file that cannot be read is reported there. */
export function fileText(cursor: Cursor, key: string, path: string): SourceFile | undefined {
  const file = cursor.reading.files.text(path)
  if (!('fault' in file)) return file
  const help = 'paths are relative to the folder of the scenario file'
  return reportAt(childOf(cursor, key), { code: 'MS3012', message: `${path}: ${file.fault}`, help })
}
