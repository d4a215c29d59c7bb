import { parseEvents, YAMLException } from 'js-yaml'
import type { Diagnostic } from './diagnostic.ts'
import { diagnosticAtOffset } from './report-at.ts'
import { SourceText } from './source-text.ts'
import { composeDocuments, type YamlDocument } from './yaml-compose.ts'
import { DocumentNode } from './yaml-document-node.ts'
import { explainFault } from './yaml-fault.ts'
import type { ScalarMode } from './yaml-scalar.ts'
import { readSimpleDocument } from './yaml-simple.ts'

export interface ParsedYaml {
  /** Without the empty ones; a document that cannot be read is missing, one with a lesser error has `ok: false`. */
  readonly documents: readonly YamlDocument[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads a stream of YAML (or JSON) documents: each as a plain value beside the places of its keys and values. Never throws
 * on any text: what is wrong is told in `diagnostics`, and one broken document does not stop the others.
 */
export function parseYaml(text: string, file: string, mode: ScalarMode): ParsedYaml {
  const source = new SourceText(file, text)
  const nul = text.indexOf('\0')
  if (nul >= 0) return { documents: [], diagnostics: [notText(source, nul)] }
  const documents: YamlDocument[] = []
  const diagnostics: Diagnostic[] = []
  for (const { start, end } of splitDocuments(text)) {
    const chunk = text.slice(start, end)
    // Scenarios and tests are asked for all of their places, resources seldom for any.
    const shadow = mode === 'yaml12' ? { text: source, base: start } : undefined
    const simple = readSimpleDocument(chunk, mode, shadow)
    if (simple) {
      const node = simple.node ?? new DocumentNode(source, start + simple.start, { start, end, mode })
      documents.push({ value: simple.value, source: node, ok: true })
      continue
    }
    try {
      const composed = composeDocuments(parseEvents(chunk, {}), chunk, source, start, mode)
      documents.push(...composed.documents)
      diagnostics.push(...composed.diagnostics)
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error
      const { offset, finding } = explainFault(chunk, error.reason, error.mark?.position ?? 0)
      diagnostics.push(diagnosticAtOffset(source, start + offset, finding))
    }
  }
  return { documents, diagnostics }
}

function notText(source: SourceText, offset: number): Diagnostic {
  const { line } = source.placeAt(offset)
  return {
    code: 'MS1003',
    level: 'error',
    message: `the file is not text: it holds a NUL byte (line ${line})`,
    place: { file: source.file, line: 1, column: 1 },
  }
}

/**
 * Cuts a stream at its `---` lines, so that an error stays in its document and parsing stays linear. Such a line always
 * separates, whatever stands around it. A chunk with directives (`%`) belongs to the document that follows it.
 */
function splitDocuments(text: string): { start: number; end: number }[] {
  const chunks: { start: number; end: number }[] = []
  const mayHaveDirectives = text.includes('%')
  const separator = /^---(?!\S)/gm
  let start = 0
  let match = separator.exec(text)
  while (match !== null) {
    const isDirectives = mayHaveDirectives && /^\uFEFF?%/m.test(text.slice(start, match.index))
    if (match.index > start && !isDirectives) {
      chunks.push({ start, end: match.index })
      start = match.index
    }
    match = separator.exec(text)
  }
  if (start < text.length) chunks.push({ start, end: text.length })
  return chunks
}
