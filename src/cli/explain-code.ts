import { UNSERVED_CODES } from '../compile/istio/unserved/codes.ts'
import { CONFIG_CODES } from '../config/codes.ts'
import { nearest } from '../config/nearest.ts'
import { ROUTE_TEST_CODES } from '../config/route-tests/codes.ts'
import { FOREIGN_TEST_CODES } from '../config/route-tests/foreign/codes.ts'
import { SCENARIO_CODES } from '../config/scenario/codes.ts'
import { LINT_CODES, PAGES, pageText } from '../lint/pages.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'

/** What a diagnostic's code means: its section of docs/lint.md where it has one, else one line. */
export function explainCode(code: string, format: 'text' | 'json', { output, usageProblem }: CommandContext): ExitCode {
  const codes: Readonly<Record<string, string>> = {
    ...CONFIG_CODES,
    ...UNSERVED_CODES,
    ...SCENARIO_CODES,
    ...ROUTE_TEST_CODES,
    ...FOREIGN_TEST_CODES,
    ...LINT_CODES,
  }
  const meaning = codes[code]?.replace(/\.$/, '')
  if (meaning === undefined) {
    const match = nearest(code, Object.keys(codes))
    return usageProblem(`no diagnostic has the code ${code}${match ? `; did you mean ${match}?` : ''}`)
  }
  const page = PAGES.find(candidate => candidate.code === code)
  if (format === 'json') {
    const { level, meaning: why, fix, bad, good } = page ?? {}
    output.data(`${JSON.stringify({ code, meaning, level, why, fix, bad, good }, null, 2)}\n`)
  } else output.data(page ? pageText(page) : `${code}: ${meaning}\n`)
  return EXIT.passed
}
