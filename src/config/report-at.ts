import type { Diagnostic } from './diagnostic.ts'
import { nodeAt, type SourceNode } from './source-node.ts'
import { cutSourceLine, type SourceText } from './source-text.ts'

/** What a diagnostic says; the place is added by `diagnosticAt`. */
export type Finding = Pick<Diagnostic, 'code' | 'level' | 'message' | 'help'>

/**
 * A diagnostic at a value (or at the key of its entry), with the source line and the columns to underline. `path` leads
 * from `node` to it; where the file has no such value, its nearest ancestor is meant.
 */
export function diagnosticAt(
  node: SourceNode,
  path: readonly (string | number)[],
  finding: Finding,
  which: 'key' | 'value' = 'value',
): Diagnostic {
  const at = nodeAt(node, path)
  const atKey = which === 'key' && at.keyPlace !== undefined
  const place = atKey && at.keyPlace ? at.keyPlace : at.place
  const endColumn = atKey ? at.keyEndColumn : at.endColumn
  return {
    ...finding,
    place,
    ...(endColumn === undefined ? {} : { endColumn }),
    ...(at.text ? { sourceLine: cutSourceLine(at.text.line(place.line), place.column) } : {}),
  }
}

/** A diagnostic at an offset of a file's text. */
export function diagnosticAtOffset(text: SourceText, offset: number, finding: Finding): Diagnostic {
  const place = text.placeAt(offset)
  return { ...finding, place, sourceLine: cutSourceLine(text.line(place.line), place.column) }
}
