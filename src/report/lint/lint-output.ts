import type { DiagnosticStyle } from '../diagnostics.ts'
import type { LintFindings } from './findings.ts'
import { lintGithub } from './github.ts'
import { lintJson } from './json.ts'
import { lintSarif } from './sarif.ts'
import { lintText } from './text.ts'

/** What `meshsim lint -o` prints, by format. */
export const lintOutput = { text: lintText, json: lintJson, sarif: lintSarif, github: lintGithub } satisfies Record<
  string,
  (findings: LintFindings, style: DiagnosticStyle) => string
>
