import type { Diagnostic } from '../diagnostic.ts'
import { diagnosticAt } from '../report-at.ts'
import { isMapping, type Reading } from '../scenario/format/shape.ts'
import type { ScenarioFiles } from '../scenario/scenario-files.ts'
import type { SourceNode } from '../source-node.ts'
import { parseYaml } from '../yaml.ts'
import { suiteShape } from './format/suite.ts'
import type { RouteTestSuite } from './route-tests.ts'

export interface ReadRouteTests {
  /** Absent if there is any error. */
  readonly suite?: RouteTestSuite
  readonly diagnostics: readonly Diagnostic[]
}

/** The files that tests name are read by whoever runs them. */
const NO_FILES: ScenarioFiles = {
  manifests: () => ({ files: [], diagnostics: [] }),
  text: () => ({ fault: 'not read here' }),
}

/** True for a document that says it holds route tests. */
export function isRouteTests(value: unknown): boolean {
  return isMapping(value) && value.kind === 'RouteTests'
}

/** Reads a file of route tests. Never throws on its content. */
export function readRouteTests(text: string, file: string): ReadRouteTests {
  const { documents, diagnostics: ofYaml } = parseYaml(text, file, 'yaml12')
  const diagnostics: Diagnostic[] = [...ofYaml]
  const [document, second] = documents
  if (second) diagnostics.push(notOne(second.source, 'the file holds a second document', 'a file holds one suite'))
  if (document === undefined || !isMapping(document.value)) {
    const source = document?.source ?? { place: { file, line: 1, column: 1 } }
    if (ofYaml.length === 0)
      diagnostics.push(notOne(source, 'the file holds no route tests', 'begin with kind: RouteTests'))
    return { diagnostics }
  }
  const reading: Reading = { marks: new Map(), files: NO_FILES, report: found => void diagnostics.push(found) }
  const suite = suiteShape.read({ value: document.value, source: document.source, path: '', reading })
  const hasError = diagnostics.some(({ level }) => level === 'error')
  return suite && !hasError ? { suite: { file, ...suite }, diagnostics } : { diagnostics }
}

function notOne(source: SourceNode, message: string, help: string): Diagnostic {
  return diagnosticAt(source, [], { code: 'MS4001', level: 'error', message, help })
}
