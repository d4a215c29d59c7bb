import { re2 } from '../../kernel/re2.ts'
import type { Check, Path } from '../check.ts'
import { isRecord, isSet } from '../value.ts'

const MAX_REGEX_LENGTH = 1024

/** A `{exact | prefix | regex}` condition: no empty prefix, and a regular expression that RE2 compiles. */
export function checkStringMatch(match: unknown, path: Path, check: Check): void {
  if (!isRecord(match)) return
  if (match.prefix === '') check.error('MS2204', [...path, 'prefix'], 'a prefix must not be empty')
  checkRegexMatch(match, path, check)
}

/** As `checkStringMatch`, but an empty prefix is accepted (it meets everything). */
export function checkRegexMatch(match: unknown, path: Path, check: Check): void {
  if (!isRecord(match) || !isSet(match.regex)) return
  checkRegex(String(match.regex), [...path, 'regex'], check)
}

export function checkRegex(pattern: string, path: Path, check: Check): void {
  if (pattern === '') check.error('MS2204', path, 'a regular expression must not be empty')
  else if (pattern.length > MAX_REGEX_LENGTH) {
    check.error('MS2204', path, `the regular expression is longer than ${MAX_REGEX_LENGTH} characters`)
  } else {
    const compiled = re2(pattern)
    if (!compiled.program)
      check.error('MS2204', path, `${compiled.problem} in the regular expression ${pattern}`, 'Istio uses RE2 syntax')
  }
}
