import type { Diagnostic } from '../../config/diagnostic.ts'
import type { LintFindings } from './findings.ts'

/** One object, `schema: 1`: findings and what comments suppressed; lines and columns count from 1. */
export function lintJson({ findings, suppressed, fileCount, resourceCount }: LintFindings): string {
  const document = {
    schema: 1,
    files: fileCount,
    resources: resourceCount,
    findings: findings.map(plain),
    suppressed: suppressed.map(({ finding, reason }) => ({ ...plain(finding), reason })),
  }
  return `${JSON.stringify(document, null, 2)}\n`
}

function plain({ code, level, message, place, endColumn, help }: Diagnostic) {
  const { file, line, column } = place
  return { code, level, message, file, line, column, endColumn, help }
}
