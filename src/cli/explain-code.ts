import { UNSERVED_CODES } from '../compile/istio/unserved/codes.ts'
import { CONFIG_CODES } from '../config/codes.ts'
import { nearest } from '../config/nearest.ts'
import { SCENARIO_CODES } from '../config/scenario/codes.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'

/** What a diagnostic's code means, in one line. */
export function explainCode(code: string, format: 'text' | 'json', { output, usageProblem }: CommandContext): ExitCode {
  const codes: Readonly<Record<string, string>> = { ...CONFIG_CODES, ...UNSERVED_CODES, ...SCENARIO_CODES }
  const meaning = codes[code]?.replace(/\.$/, '')
  if (meaning === undefined) {
    const match = nearest(code, Object.keys(codes))
    return usageProblem(`no diagnostic has the code ${code}${match ? `; did you mean ${match}?` : ''}`)
  }
  output.data(format === 'json' ? `${JSON.stringify({ code, meaning }, null, 2)}\n` : `${code}: ${meaning}\n`)
  return EXIT.passed
}
