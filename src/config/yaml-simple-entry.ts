import type { SourceNode } from './source-node.ts'
import { type Cursor, giveUp } from './yaml-cursor.ts'
import { resolveScalar } from './yaml-scalar.ts'

/** Deeper values are left to the full parser, which knows its own limit. */
export const MAX_DEPTH = 40

/** Half of a cluster's dump, and nothing that anybody reads: left out of the value. */
export const NOISE_KEY = 'managedFields'

/** A mapping while it is read. */
export interface Mapping {
  readonly value: Record<string, unknown>
  /** With a shadow. */
  readonly entries: Map<string, SourceNode> | undefined
}

/** Name of the plain key from `start` to `cursor.position`; a key that is a number, a word of YAML or a merge is not simple. */
export function keyName(cursor: Cursor, start: number): string | undefined {
  const key = resolveScalar(cursor.chunk.slice(start, cursor.position), cursor.mode)
  return typeof key === 'string' && key !== '<<' ? key : giveUp(cursor)
}

/** Adds an entry, whose value was read last; false for a key that is there already or that JavaScript treats specially. */
export function putEntry(
  { mode, node, shadow }: Cursor,
  { value, entries }: Mapping,
  key: string,
  entry: unknown,
  keyStart: number,
  keyEnd: number,
): boolean {
  if (key === NOISE_KEY && mode === 'kubectl') return true
  if (key === '__proto__' || Object.hasOwn(value, key)) return false
  value[key] = entry
  if (!entries || !node || !shadow) return true
  node.keyStart = shadow.base + keyStart
  node.keyEnd = shadow.base + keyEnd
  entries.set(key, node)
  return true
}
