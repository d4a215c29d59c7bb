import { styleOf } from '../text/style.ts'
import { checkName, checksOf, failureText, type RouteTestReporter } from './report.ts'
import { summaryLines } from './summary.ts'

/**
 * Workflow commands of GitHub Actions, one for each check that failed: they become annotations at the expectation. The
 * summary follows for readers of the log.
 */
export const routeTestsGithub: RouteTestReporter = (report, options) => {
  const failed = checksOf(report.run).filter(({ check }) => check.failures.length > 0)
  const commands = failed.map(reported => {
    const { place, failures, request, caller } = reported.check
    const because = failures.flatMap(({ lines, help }) => [
      ...lines.map(({ place, words }) => `${place.file}:${place.line}: ${words}`),
      ...(help === undefined ? [] : [`help: ${help}`]),
    ])
    const again = report.again(reported.file, reported.test.name)
    const message = [...failures.map(failureText), `${request}, ${caller}`, ...because, again].join('\n')
    const properties = { file: place.file, line: place.line, col: place.column, title: checkName(reported) }
    return command('error', properties, message)
  })
  const missed = report.shortfalls.map(sentence => command('error', { title: 'coverage' }, sentence))
  return [...commands, ...missed, ...summaryLines(report, styleOf(options))].map(line => `${line}\n`).join('')
}

function command(name: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${property(String(value))}`)
  return `::${name} ${written.join(',')}::${data(message)}`
}

/** @actions/core escapes these in every value. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
