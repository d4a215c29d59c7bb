import type { RouteTestFile } from '../../dataplane/route-test-run.ts'
import { checkName, checkTally, failureText, type ReportedCheck, type RouteTestReporter } from './report.ts'

/** JUnit's XML as CI servers read it: a suite for each file, a testcase for each check, one more for each missed goal. */
export const routeTestsJunit: RouteTestReporter = report => {
  const { run, shortfalls, milliseconds = 0 } = report
  const { passed, failed } = checkTally(run)
  const counts = { tests: passed + failed + shortfalls.length, failures: failed + shortfalls.length, errors: 0 }
  const suites = [
    ...run.files.flatMap(file => suiteLines(file, report.again)),
    ...(shortfalls.length > 0 ? goalLines(shortfalls) : []),
  ]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: 'meshsim test', ...counts, time: (milliseconds / 1000).toFixed(3) })}>`,
    ...suites.map(line => `  ${line}`),
    '</testsuites>',
    '',
  ].join('\n')
}

function suiteLines({ file, tests }: RouteTestFile, again: (file: string, test: string) => string): readonly string[] {
  const checks = tests.flatMap(test => test.checks.map(check => ({ file, test, check })))
  const failures = checks.filter(({ check }) => check.failures.length > 0).length
  return [
    `<testsuite${attributes({ name: file, tests: checks.length, failures, errors: 0, skipped: 0 })}>`,
    ...checks.flatMap(reported => caseLines(reported, again)).map(line => `  ${line}`),
    '</testsuite>',
  ]
}

function caseLines(reported: ReportedCheck, again: (file: string, test: string) => string): readonly string[] {
  const { file, test, check } = reported
  const { place, failures, note, request, caller } = check
  const named = attributes({ name: checkName(reported), classname: file, file: place.file, line: place.line })
  const failure = failures.length === 0 ? [] : [failureElement(reported, again(file, test.name))]
  const said = note === undefined ? [] : [element('system-out', {}, `${request}, ${caller}\n${note}`)]
  const inside = [...failure, ...said]
  if (inside.length === 0) return [`<testcase${named}/>`]
  return [`<testcase${named}>`, ...inside.map(line => `  ${line}`), '</testcase>']
}

/** The first line as message, all of it with the lines of the mesh as text. */
function failureElement({ check }: ReportedCheck, again: string): string {
  const { failures, request, caller } = check
  const text = failures.flatMap(failure => [
    failureText(failure),
    ...failure.lines.map(({ place, words, text }) => `  ${place.file}:${place.line}:${place.column} ${words}: ${text}`),
    ...(failure.help === undefined ? [] : [`  help: ${failure.help}`]),
  ])
  const message = failures.map(failureText).join('; ')
  return element('failure', { type: failures[0].what, message }, [`${request}, ${caller}`, ...text, again].join('\n'))
}

function goalLines(shortfalls: readonly string[]): readonly string[] {
  const count = shortfalls.length
  return [
    `<testsuite${attributes({ name: 'coverage', tests: count, failures: count, errors: 0, skipped: 0 })}>`,
    ...shortfalls.flatMap(sentence => [
      `  <testcase${attributes({ name: sentence, classname: 'coverage' })}>`,
      `    ${element('failure', { type: 'coverage', message: sentence }, sentence)}`,
      '  </testcase>',
    ]),
    '</testsuite>',
  ]
}

function element(name: string, values: Readonly<Record<string, string | number>>, text: string): string {
  return `<${name}${attributes(values)}>${escaped(text)}</${name}>`
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('')
}

const ENTITY: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** XML 1.0 has no way to write other control characters and lone surrogates. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replace(/[&<>"']/g, sign => ENTITY[sign])
}
