import type { Check, Path } from '../check.ts'
import { isRecord, listOf, numberOf, recordOf, textOf, type YamlRecord } from '../value.ts'

/**
 * Rules and matches that istiod warns about because earlier ones take everything they could get
 * (validation.go:analyzeUnreachable*Rules): a rule after one without match, a repeated match, and among URI prefixes one that an
 * earlier and not narrower match covers.
 */
export function checkUnreachable(routes: readonly YamlRecord[], section: string, check: Check): void {
  const seen = new Map<string, number>()
  const prefixes: PrefixMatch[] = []
  let catchAll: number | undefined
  routes.forEach((route, index) => {
    const path: Path = ['spec', section, index]
    const matches = listOf(route.match)
    if (catchAll !== undefined) {
      check.warning('MS2104', path, `this rule is never reached: rule ${catchAll} has no match and takes everything`)
      return
    }
    if (matches.length === 0) {
      catchAll = index
      return
    }
    const repeated = matches.filter((match, matchIndex) => {
      const at = [...path, 'match', matchIndex]
      const earlier = seen.get(matchText(match))
      if (earlier === undefined) {
        seen.set(matchText(match), index)
        const prefix = section === 'http' ? prefixMatch(recordOf(match), at, index) : undefined
        if (prefix) prefixes.push(prefix)
        return false
      }
      check.warning('MS2104', at, `this match is never reached: rule ${earlier} has the same`)
      return true
    })
    if (repeated.length === matches.length) {
      check.warning('MS2104', path, 'this rule is never reached: earlier rules have all its matches')
    }
  })
  warnOfCovered(prefixes, check)
}

/** Two matches with the same text are the same; a name decides nothing. */
function matchText(match: unknown): string {
  const { name: _name, ...conditions } = recordOf(match)
  return JSON.stringify(conditions, (_key, value: unknown) => sortKeys(value))
}

function sortKeys(value: unknown): unknown {
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A match by URI prefix with its other conditions as texts that can be compared by their beginning. */
interface PrefixMatch {
  readonly path: Path
  readonly rule: number
  readonly prefix: string
  readonly port: number
  readonly method: string
  readonly authority: string
  readonly named: readonly ReadonlyMap<string, string>[]
}

function prefixMatch(match: YamlRecord, path: Path, rule: number): PrefixMatch | undefined {
  const prefix = textOf(recordOf(match.uri).prefix)
  if (prefix === '') return undefined
  return {
    path,
    rule,
    prefix,
    port: numberOf(match.port) ?? 0,
    method: conditionText(match.method) || 'exact:GET',
    authority: conditionText(match.authority),
    named: ['headers', 'queryParams', 'withoutHeaders'].map(field => conditionTexts(match[field])),
  }
}

function conditionText(condition: unknown): string {
  const { exact, prefix } = recordOf(condition)
  if (textOf(exact) !== '') return `exact:${textOf(exact)}`
  return textOf(prefix) !== '' ? `prefix:${textOf(prefix)}` : ''
}

function conditionTexts(conditions: unknown): ReadonlyMap<string, string> {
  return new Map(Object.entries(recordOf(conditions)).map(([name, condition]) => [name, conditionText(condition)]))
}

function warnOfCovered(prefixes: readonly PrefixMatch[], check: Check): void {
  prefixes.forEach((later, index) => {
    const earlier = prefixes.slice(0, index).find(other => other.prefix !== later.prefix && covers(other, later))
    if (earlier) {
      const message = `prefix ${later.prefix} is never reached: prefix ${earlier.prefix} of rule ${earlier.rule} takes it`
      check.warning('MS2104', [...later.path, 'uri'], message)
    }
  })
}

/** istiod's own notion of covering, which compares conditions by how their texts begin. */
function covers(earlier: PrefixMatch, later: PrefixMatch): boolean {
  return (
    later.prefix.startsWith(earlier.prefix) &&
    later.port === earlier.port &&
    earlier.method.startsWith(later.method) &&
    earlier.authority.startsWith(later.authority) &&
    earlier.named.every((conditions, index) => coversNamed(conditions, later.named[index]))
  )
}

function coversNamed(earlier: ReadonlyMap<string, string>, later: ReadonlyMap<string, string>): boolean {
  if (earlier.size !== later.size) return false
  return [...earlier].every(([name, condition]) => {
    const other = later.get(name)
    return other !== undefined && condition.startsWith(other)
  })
}
