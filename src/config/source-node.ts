import type { Place } from '../kernel/place.ts'

/** Place of a YAML value and of what is in it: the shadow of the plain value that `compose` returns beside it. */
export interface SourceNode {
  readonly place: Place
  /** For a mapping: by key. The entry's own key stands at `keyPlace` of the child. */
  readonly entries?: ReadonlyMap<string, SourceNode>
  /** For a sequence: by index. */
  readonly items?: readonly SourceNode[]
  /** For a value in a mapping: where its key stands. */
  readonly keyPlace?: Place
}

/** Place of the value at `path`, or of the nearest ancestor that the file has. */
export function placeOf(node: SourceNode, path: readonly (string | number)[], which: 'key' | 'value' = 'value'): Place {
  let at = node
  for (const step of path) {
    const next = typeof step === 'number' ? at.items?.[step] : at.entries?.get(step)
    if (next === undefined) return at.place
    at = next
  }
  return which === 'key' ? (at.keyPlace ?? at.place) : at.place
}
