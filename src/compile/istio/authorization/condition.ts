import type { Condition } from '../../../dataplane/authorization.ts'
import type { StringMatch } from '../../../dataplane/match.ts'

/** Values and forbidden values of one field of a rule. */
export interface FieldValues {
  readonly values: readonly string[]
  readonly notValues: readonly string[]
}

/** What a field makes of a list of values. */
type Make = (values: readonly string[], negated: boolean) => Condition

/** Both lists of a field must be met; an empty one asks nothing (authz/model/model.go:rule.permission). */
export function conditions({ values, notValues }: FieldValues, make: Make): readonly Condition[] {
  return [...(values.length > 0 ? [make(values, false)] : []), ...(notValues.length > 0 ? [make(notValues, true)] : [])]
}

/** `*` asks for a value that is not empty, `x*` for a prefix, `*x` for a suffix (authz/matcher/string.go). */
export function stringMatch(value: string, scheme = ''): StringMatch {
  if (value === '*') return regex('.+')
  if (value.startsWith('*')) {
    // With a scheme in front Istio writes a regular expression and does not quote the rest.
    return scheme === '' ? literal('suffix', value.slice(1)) : regex(`${scheme}.*${value.slice(1)}`)
  }
  if (value.endsWith('*')) return literal('prefix', scheme + value.slice(0, -1))
  return literal('exact', scheme + value)
}

/** As `stringMatch`, for headers: a star asks only that the header is there (authz/matcher/header.go). */
export function headerMatch(value: string, ignoreCase = false): StringMatch {
  if (value === '*') return literal('prefix', '', ignoreCase)
  return { ...stringMatch(value), ignoreCase }
}

export function literal(kind: 'exact' | 'prefix' | 'suffix', value: string, ignoreCase = false): StringMatch {
  return { kind, value, ignoreCase }
}

export function regex(value: string): StringMatch {
  return { kind: 'regex', value, ignoreCase: false }
}
