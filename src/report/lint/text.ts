import { type DiagnosticStyle, renderDiagnostics } from '../diagnostics.ts'
import { countedLevels, type LintFindings } from './findings.ts'

/** The findings in the look of compilers, and a line that counts them. */
export function lintText(
  { findings, suppressed, fileCount, resourceCount }: LintFindings,
  style: DiagnosticStyle,
): string {
  const where = `${resourceCount} resource${resourceCount === 1 ? '' : 's'} in ${fileCount} file${fileCount === 1 ? '' : 's'}`
  const ignored = suppressed.length > 0 ? `, ${suppressed.length} ignored by comments` : ''
  const found = countedLevels(findings) || 'nothing found'
  const hint = findings.length > 0 ? '; meshsim explain CODE tells more' : ''
  const frames = renderDiagnostics(findings, style)
  return `${frames}${frames ? '\n' : ''}${found}${ignored} (${where})${hint}\n`
}
