import type { Diagnostic } from '../../config/diagnostic.ts'
import type { LintFindings } from './findings.ts'

/** SARIF 2.1.0, as code scanning takes it; suppressed findings are in it with their reason. */
export function lintSarif({ findings, suppressed }: LintFindings): string {
  const all = [...findings, ...suppressed.map(({ finding }) => finding)]
  const codes = [...new Set(all.map(({ code }) => code))].sort()
  const results = [
    ...findings.map(finding => resultOf(finding, codes)),
    ...suppressed.map(({ finding, reason }) => ({
      ...resultOf(finding, codes),
      suppressions: [{ kind: 'inSource', justification: reason }],
    })),
  ]
  const driver = { name: 'meshsim', rules: codes.map(id => ({ id })) }
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, columnKind: 'utf16CodeUnits', results }],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

function resultOf({ code, level, message, place, endColumn, help }: Diagnostic, codes: readonly string[]) {
  const region =
    place.line > 0 ? { startLine: place.line, startColumn: Math.max(1, place.column), endColumn } : undefined
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level,
    message: { text: help ? `${message}; ${help}` : message },
    locations: [{ physicalLocation: { artifactLocation: { uri: encodeURI(place.file) }, region } }],
  }
}
