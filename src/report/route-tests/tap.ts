import { checkName, checksOf, failureText, type ReportedCheck, type RouteTestReporter } from './report.ts'

/** Test Anything Protocol, version 14: one test point for each check and each missed goal, YAML blocks below what failed. */
export const routeTestsTap: RouteTestReporter = ({ run, shortfalls, again }) => {
  const checks = checksOf(run)
  const points = [
    ...checks.map((reported, i) => [
      `${reported.check.failures.length === 0 ? 'ok' : 'not ok'} ${i + 1} - ${description(checkName(reported))}`,
      ...blockLines(reported, again),
    ]),
    ...shortfalls.map((sentence, i) => [`not ok ${checks.length + i + 1} - ${description(`coverage: ${sentence}`)}`]),
  ]
  const comments = run.assumed.map(sentence => `# ${oneLine(sentence)}`)
  return ['TAP version 14', `1..${points.length}`, ...comments, ...points.flat()].map(line => `${line}\n`).join('')
}

function blockLines(
  { file, test, check }: ReportedCheck,
  again: (file: string, test: string) => string,
): readonly string[] {
  const { failures, place, request, caller, note } = check
  if (failures.length === 0) return note === undefined ? [] : [`# ${oneLine(note)}`]
  const lines = failures.flatMap(({ lines }) => lines)
  const entries: readonly (readonly [string, unknown])[] = [
    ['message', failures.map(failureText).join('; ')],
    ['severity', 'fail'],
    ['at', `${place.file}:${place.line}:${place.column}`],
    ['request', `${request}, ${caller}`],
    ['expected', failures.map(({ expected }) => expected)],
    ['got', failures.map(({ got }) => got)],
    ['because', lines.map(({ place, words }) => `${place.file}:${place.line}: ${words}`)],
    ['again', again(file, test.name)],
  ]
  // JSON is YAML.
  return ['  ---', ...entries.map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`), '  ...']
}

/** `#` begins a directive, and the backslash escapes it. */
function description(text: string): string {
  return oneLine(text).replaceAll('\\', '\\\\').replaceAll('#', '\\#')
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}
