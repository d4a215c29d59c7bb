import type { Diagnostic } from '../diagnostic.ts'
import type { SourceNode } from '../source-node.ts'
import { parseYaml } from '../yaml.ts'
import { changedSource } from './changed-source.ts'

/** Stands for a comma while YAML is parsed: one character of the private use area, so that no column moves. */
const KEPT = '\uE02C'
const CALL = /\b[A-Za-z]+\([^()\n{}[\]"']*\)/g

export interface ScenarioDocument {
  readonly value: unknown
  readonly source: SourceNode
}

export interface ScenarioYaml {
  readonly documents: readonly ScenarioDocument[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * YAML 1.2 with one addition: the comma in `{ time: lognormal(p50=9ms, p99=40ms), queue: 64 }` belongs to the value. Plain
 * YAML ends an unquoted text at every comma inside braces, which nobody expects of one inside parentheses.
 */
export function parseScenarioYaml(text: string, file: string): ScenarioYaml {
  const kept = text.replace(CALL, call => call.replaceAll(',', KEPT))
  const { documents, diagnostics } = parseYaml(kept, file, 'yaml12')
  if (kept === text) return { documents, diagnostics }
  return {
    documents: documents.map(({ value, source }) => ({ value: restoreValue(value), source: restoreSource(source) })),
    diagnostics: diagnostics.map(restoreDiagnostic),
  }
}

/** The commas back in what a message shows: the source line is quoted from the text that was parsed. */
export function restoreDiagnostic(diagnostic: Diagnostic): Diagnostic {
  const { message, sourceLine, help } = diagnostic
  if (![message, sourceLine, help].some(part => part?.includes(KEPT))) return diagnostic
  return {
    ...diagnostic,
    message: restore(message),
    ...(sourceLine !== undefined && { sourceLine: restore(sourceLine) }),
    ...(help !== undefined && { help: restore(help) }),
  }
}

function restore(text: string): string {
  return text.replaceAll(KEPT, ',')
}

function restoreValue(value: unknown): unknown {
  if (typeof value === 'string') return restore(value)
  if (Array.isArray(value)) return value.map(restoreValue)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [restore(key), restoreValue(inner)]))
}

function restoreSource(node: SourceNode): SourceNode {
  const { entries, items, raw } = node
  return changedSource(node, {
    ...(raw !== undefined && { raw: restore(raw) }),
    ...(items && { items: items.map(restoreSource) }),
    ...(entries && { entries: new Map([...entries].map(([key, inner]) => [restore(key), restoreSource(inner)])) }),
  })
}
