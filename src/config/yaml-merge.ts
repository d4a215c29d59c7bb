import type { Finding } from './report-at.ts'
import type { SourceNode } from './source-node.ts'
import { isRecord } from './value.ts'

/** What stands under a merge key. */
export interface Merged {
  readonly value: unknown
  readonly source: SourceNode
}

/**
 * Adds the entries of a merge key (`<<`), a mapping or a list of them, to a mapping; entries that it has already win, and among
 * several mappings the earlier one, as go-yaml has it.
 */
export function mergeInto(
  target: Record<string, unknown>,
  entries: Map<string, SourceNode>,
  merged: Merged,
  report: (at: SourceNode, finding: Finding) => void,
): void {
  for (const { value, source } of mergedParts(merged)) {
    if (!isRecord(value)) {
      report(source, {
        code: 'MS1109',
        level: 'error',
        message: 'a merge key (<<) must hold a mapping or a list of mappings',
      })
      continue
    }
    for (const [name, child] of Object.entries(value)) {
      if (entries.has(name)) continue
      setOwn(target, name, child)
      entries.set(name, source.entries?.get(name) ?? source)
    }
  }
}

function mergedParts({ value, source }: Merged): Merged[] {
  if (!Array.isArray(value)) return [{ value, source }]
  return value.map((item: unknown, index) => ({ value: item, source: source.items?.[index] ?? source }))
}

/** Sets a property of a plain object; `__proto__` is a key like any other. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true })
  } else target[name] = value
}
