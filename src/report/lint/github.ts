import type { LintFindings } from './findings.ts'

/** Workflow commands of GitHub Actions, one line per finding: they become annotations of the pull request's files. */
export function lintGithub({ findings }: LintFindings): string {
  return findings
    .map(({ code, level, message, place, endColumn, help }) => {
      const command = { error: 'error', warning: 'warning', note: 'notice' }[level]
      const at = place.line > 0 ? [`line=${place.line}`, `col=${place.column}`] : []
      const end = place.line > 0 && endColumn !== undefined ? [`endColumn=${endColumn}`] : []
      const properties = [`file=${property(place.file)}`, ...at, ...end, `title=${code}`].join(',')
      return `::${command} ${properties}::${data(help ? `${message}; ${help}` : message)}\n`
    })
    .join('')
}

/** @actions/core escapes these in every value. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
