import type { StringMatch } from '../../dataplane/match.ts'
import { re2 } from '../../kernel/re2.ts'

export type StringTest = (value: string) => boolean

/** RE2 full match; one compiled program per pattern, shared by all routes. A pattern that RE2 refuses matches nothing. */
export function regexTest(pattern: string): StringTest {
  const { program } = re2(pattern)
  return program ? value => program.testExact(value) : () => false
}

/**
 * Envoy's StringMatcher (source/common/common/matchers.cc:StringMatcherImpl); ASCII case folding.
 * Known differences from Envoy: RE2 is re2js, without its limit on the size of programs; other letters than those of
 * ASCII are folded, too.
 */
export function stringTest(match: StringMatch): StringTest {
  if (match.kind === 'regex') return regexTest(match.value)
  const wanted = match.ignoreCase ? match.value.toLowerCase() : match.value
  const test = literalTest(match.kind, wanted)
  return match.ignoreCase ? value => test(value.toLowerCase()) : test
}

function literalTest(kind: Exclude<StringMatch['kind'], 'regex'>, wanted: string): StringTest {
  switch (kind) {
    case 'exact':
      return value => value === wanted
    case 'prefix':
      return value => value.startsWith(wanted)
    case 'suffix':
      return value => value.endsWith(wanted)
    case 'contains':
      return value => value.includes(wanted)
  }
}
