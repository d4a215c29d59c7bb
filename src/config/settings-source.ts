import type { Path } from './check.ts'
import type { Diagnostic } from './diagnostic.ts'
import { diagnosticAt, type Finding } from './report-at.ts'
import { nodeAt, type SourceNode } from './source-node.ts'
import { cutSourceLine } from './source-text.ts'
import { recordOf, type YamlRecord } from './value.ts'
import { parseYaml } from './yaml.ts'

/** Settings as they were read, and how what is wrong in them gets its place. */
export interface SettingsSource {
  readonly value: YamlRecord
  readonly at: (path: Path, finding: Finding, which: 'key' | 'value') => Diagnostic
}

/** Settings that are part of a document. @param base where they stand in it */
export function settingsAt(node: SourceNode, base: Path, value: YamlRecord): SettingsSource {
  return { value, at: (path, finding, which) => diagnosticAt(node, [...base, ...path], finding, which) }
}

/** Settings as YAML inside a text of a document: `data.mesh` of a ConfigMap. What is wrong with that YAML goes to `diagnostics`. */
export function settingsInText(node: SourceNode, path: Path, text: string, diagnostics: Diagnostic[]): SettingsSource {
  const outer = nodeAt(node, path)
  const parsed = parseYaml(text, outer.place.file, 'kubectl')
  const lines = text.split('\n')
  const told = (inner: Diagnostic): Diagnostic => inOuterFile(inner, lines, outer, path)
  diagnostics.push(...parsed.diagnostics.map(told))
  const [document] = parsed.documents
  const source = document?.source ?? outer
  return {
    value: recordOf(document?.value),
    at: (inner, finding, which) => told(diagnosticAt(source, inner, finding, which)),
  }
}

/** In a literal block (`mesh: |`) lines stand in the file as they are, further to the right; in any other text the value is the place. */
function inOuterFile(inner: Diagnostic, lines: readonly string[], outer: SourceNode, path: Path): Diagnostic {
  const { code, level, help, place } = inner
  const written = lines[place.line - 1] ?? ''
  const line = outer.place.line + place.line
  const found = outer.text?.line(line) ?? ''
  if (written === '' || !found.endsWith(written)) {
    const message = `${inner.message} (line ${place.line} of ${path.join('.')})`
    return diagnosticAt(outer, [], { code, level, message, ...(help && { help }) })
  }
  const indent = found.length - written.length
  const column = place.column + indent
  return {
    ...inner,
    place: { file: outer.place.file, line, column },
    ...(inner.endColumn !== undefined && { endColumn: inner.endColumn + indent }),
    sourceLine: cutSourceLine(found, column),
  }
}
