import type { Diagnostic } from '../../config/diagnostic.ts'

/** What lint hands to its outputs: by file and line. */
export interface LintFindings {
  readonly findings: readonly Diagnostic[]
  readonly suppressed: readonly { readonly finding: Diagnostic; readonly reason: string }[]
  readonly fileCount: number
  readonly resourceCount: number
}

/** `2 errors, 1 warning`; the empty string when there is nothing. */
export function countedLevels(findings: readonly Pick<Diagnostic, 'level'>[]): string {
  return (['error', 'warning', 'note'] as const)
    .map(level => ({ level, count: findings.filter(finding => finding.level === level).length }))
    .filter(({ count }) => count > 0)
    .map(({ level, count }) => `${count} ${level}${count === 1 ? '' : 's'}`)
    .join(', ')
}
