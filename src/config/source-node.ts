import type { Place } from '../kernel/place.ts'
import type { SourceText } from './source-text.ts'

/** Place of a YAML value and of what is in it: the shadow of the plain value that `parseYaml` returns beside it. */
export interface SourceNode {
  readonly place: Place
  /** For a mapping: by key. The entry's own key stands at `keyPlace` of the child. */
  readonly entries?: ReadonlyMap<string, SourceNode>
  /** For a sequence: by index. */
  readonly items?: readonly SourceNode[]
  /** For a value in a mapping: where its key stands. */
  readonly keyPlace?: Place
  /** The characters of a plain (unquoted) scalar as written: `1.30`, `on`; absent for everything else. */
  readonly raw?: string
  /** Column after the last character of a scalar that ends on its first line. */
  readonly endColumn?: number
  /** Column after the last character of the key. */
  readonly keyEndColumn?: number
  /** The file it stands in, for quoting the line; absent in nodes made by hand. */
  readonly text?: SourceText
}

/** The node at `path`, or its nearest ancestor that the file has. */
export function nodeAt(node: SourceNode, path: readonly (string | number)[]): SourceNode {
  let at = node
  for (const step of path) {
    const next = typeof step === 'number' ? at.items?.[step] : at.entries?.get(step)
    if (next === undefined) return at
    at = next
  }
  return at
}

/**
 * Place of the value at `path`, or of the nearest ancestor that the file has. It is worked out when somebody looks at it: the
 * tables of a mesh carry ten thousands of places, and messages show a few.
 */
export function placeOf(node: SourceNode, path: readonly (string | number)[], which: 'key' | 'value' = 'value'): Place {
  let found: Place | undefined
  const place = (): Place => {
    found ??= findPlace(node, path, which)
    return found
  }
  return {
    get file() {
      return place().file
    },
    get line() {
      return place().line
    },
    get column() {
      return place().column
    },
  }
}

function findPlace(node: SourceNode, path: readonly (string | number)[], which: 'key' | 'value'): Place {
  let at = node
  for (const step of path) {
    const next = typeof step === 'number' ? at.items?.[step] : at.entries?.get(step)
    if (next === undefined) return at.place
    at = next
  }
  return which === 'key' ? (at.keyPlace ?? at.place) : at.place
}
