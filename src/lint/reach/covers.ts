import { labelsMatch } from '../../compile/istio/field.ts'
import type { HttpMatch } from '../../compile/istio/virtual-service/virtual-service.ts'
import type { StringMatch } from '../../dataplane/match.ts'
import { re2 } from '../../kernel/re2.ts'

type Condition = StringMatch | 'present'

/**
 * Whether every request that meets `narrow` also meets `wide`; false where it can't be told, so that nothing is called
 * unreachable that some request reaches.
 */
export function covers(wide: HttpMatch, narrow: HttpMatch): boolean {
  return (
    coversPath(wide, narrow) &&
    coversText(wide.scheme, narrow.scheme) &&
    coversText(wide.method, narrow.method) &&
    coversText(wide.authority, narrow.authority) &&
    coversNamed(wide.headers, narrow.headers, name => name.toLowerCase()) &&
    coversNamed(wide.queryParams, narrow.queryParams, name => name) &&
    hasSame(wide.withoutHeaders, narrow.withoutHeaders) &&
    coversSource(wide, narrow)
  )
}

/** Conditions that are tested when a table is built; beside `gateways` the source is not looked at. */
function coversSource({ source: wide }: HttpMatch, { source: narrow }: HttpMatch): boolean {
  if (wide.port !== 0 && wide.port !== narrow.port) return false
  if (wide.gateways.length > 0) return true
  const isOpen = wide.namespace === '' && Object.keys(wide.labels).length === 0
  if (narrow.gateways.length > 0) return isOpen
  return (wide.namespace === '' || wide.namespace === narrow.namespace) && labelsMatch(wide.labels, narrow.labels)
}

function coversPath(wide: HttpMatch, narrow: HttpMatch): boolean {
  if (wide.uri === undefined || isAnyPath(wide.uri)) return true
  const foldsWide = wide.ignoreUriCase && wide.uri.kind !== 'regex'
  const foldsNarrow = narrow.ignoreUriCase && narrow.uri?.kind !== 'regex'
  if (foldsNarrow && !foldsWide && /[a-z]/i.test(wide.uri.value)) return false
  if (narrow.uri === undefined) return false
  const fold = (match: StringMatch) => (foldsWide ? { ...match, value: match.value.toLowerCase() } : match)
  return coversText(fold(wide.uri), fold(narrow.uri))
}

function isAnyPath({ kind, value }: StringMatch): boolean {
  return (kind === 'prefix' && value === '/') || (kind === 'regex' && value === '.*')
}

function coversText(wide: Condition | undefined, narrow: Condition | undefined): boolean {
  if (wide === undefined) return true
  if (narrow === undefined || narrow === 'present') return wide === 'present' && narrow === 'present'
  if (wide === 'present') return true
  if (wide.kind === narrow.kind && wide.value === narrow.value) return true
  if (wide.kind === 'regex')
    return wide.value === '.*' || (narrow.kind === 'exact' && isMatch(wide.value, narrow.value))
  return wide.kind === 'prefix' && narrow.kind !== 'regex' && narrow.value.startsWith(wide.value)
}

/** A regular expression that RE2 refuses was refused with its resource. */
function isMatch(pattern: string, text: string): boolean {
  return re2(pattern).program?.matcher(text).matches() ?? false
}

function coversNamed(
  wide: ReadonlyMap<string, Condition>,
  narrow: ReadonlyMap<string, Condition>,
  keyOf: (name: string) => string,
): boolean {
  if (wide.size === 0) return true
  const byKey = new Map([...narrow].map(([name, condition]) => [keyOf(name), condition]))
  return [...wide].every(([name, condition]) => {
    const other = byKey.get(keyOf(name))
    return other !== undefined && coversText(condition, other)
  })
}

/** What must be absent for the wide match must be absent, in the same words, for the narrow one. */
function hasSame(wide: ReadonlyMap<string, Condition>, narrow: ReadonlyMap<string, Condition>): boolean {
  return [...wide].every(([name, condition]) => {
    const other = narrow.get(name)
    if (condition === 'present' || other === 'present' || other === undefined) return condition === other
    return condition.kind === other.kind && condition.value === other.value
  })
}
