import { canonicalText } from '../canonical-text.ts'
import type { Check, Path } from '../check.ts'
import { isSet, listOf, recordOf, textOf, type YamlRecord } from '../value.ts'

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
      const text = matchText(match)
      const earlier = seen.get(text)
      if (earlier === undefined) {
        seen.set(text, index)
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
  return canonicalText(conditions)
}

/** A match by URI prefix with its other conditions. */
interface PrefixMatch {
  readonly path: Path
  readonly rule: number
  readonly prefix: string
  readonly match: YamlRecord
}

function prefixMatch(match: YamlRecord, path: Path, rule: number): PrefixMatch | undefined {
  const prefix = textOf(recordOf(match.uri).prefix)
  return prefix === '' ? undefined : { path, rule, prefix, match }
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

/**
 * Whether every request of the later match also meets the earlier one. istiod itself compares the texts of the conditions and
 * so also warns in some cases where the later rule can be reached.
 */
function covers(earlier: PrefixMatch, later: PrefixMatch): boolean {
  const [wide, narrow] = [earlier.match, later.match]
  return (
    coversPrefix(earlier, later) &&
    ['scheme', 'method', 'authority'].every(field => coversText(wide[field], narrow[field])) &&
    ['headers', 'queryParams'].every(field => coversNamed(recordOf(wide[field]), recordOf(narrow[field]))) &&
    SAME.every(field => !isSet(wide[field]) || sameText(wide[field], narrow[field]))
  )
}

function coversPrefix(earlier: PrefixMatch, later: PrefixMatch): boolean {
  if (earlier.match.ignoreUriCase === true) return later.prefix.toLowerCase().startsWith(earlier.prefix.toLowerCase())
  const isCaseOpen = later.match.ignoreUriCase === true && /[a-z]/i.test(earlier.prefix)
  return !isCaseOpen && later.prefix.startsWith(earlier.prefix)
}

/** Conditions that are not compared closely: an earlier match that has one covers only what has the same. */
const SAME = ['port', 'withoutHeaders', 'sourceLabels', 'gateways', 'sourceNamespace']

function sameText(a: unknown, b: unknown): boolean {
  return canonicalText(a) === canonicalText(b)
}

/** No condition covers all; `prefix` covers what begins with it; anything else covers only itself. */
function coversText(wide: unknown, narrow: unknown): boolean {
  if (!isSet(wide)) return true
  const { prefix } = recordOf(wide)
  const text = textOf(recordOf(narrow).exact) || textOf(recordOf(narrow).prefix)
  if (typeof prefix === 'string' && text.startsWith(prefix)) return true
  return sameText(wide, narrow)
}

function coversNamed(wide: YamlRecord, narrow: YamlRecord): boolean {
  return Object.entries(wide).every(([name, condition]) => {
    if (!Object.hasOwn(narrow, name)) return false
    const isPresence = !isSet(condition) || Object.keys(recordOf(condition)).length === 0
    return isPresence || coversText(condition, narrow[name])
  })
}
