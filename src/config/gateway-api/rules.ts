import type { Check, Path } from '../check.ts'
import { parseGoDuration } from '../go-duration.ts'
import { isSet, listOf, recordOf, textOf, type YamlRecord } from '../value.ts'
import { checkFilters } from './filters.ts'
import { checkBackend } from './parents.ts'
import { checkPathMatch } from './path-match.ts'

const MOST_MATCHES = 128

export function checkHttpRules(spec: YamlRecord, check: Check): void {
  eachRule(spec, check, (rule, path) => {
    for (const [index, match] of listOf(rule.matches).entries()) {
      const { path: pathMatch } = recordOf(match)
      if (isSet(pathMatch)) checkPathMatch(pathMatch, [...path, 'matches', index, 'path'], check)
    }
    checkFilters(rule.filters, [...path, 'filters'], check)
    checkBackends(rule, path, check)
    checkCombination(rule, path, check)
    checkTimeouts(recordOf(rule.timeouts), [...path, 'timeouts'], check)
  })
}

export function checkGrpcRules(spec: YamlRecord, check: Check): void {
  eachRule(spec, check, (rule, path) => {
    for (const [index, match] of listOf(rule.matches).entries()) {
      const { method } = recordOf(match)
      if (isSet(method)) checkGrpcMethod(recordOf(method), [...path, 'matches', index, 'method'], check)
    }
    checkFilters(rule.filters, [...path, 'filters'], check)
    checkBackends(rule, path, check)
  })
}

export function checkLayer4Rules(spec: YamlRecord, check: Check): void {
  eachRule(spec, check, (rule, path) => checkBackends(rule, path, check))
}

function eachRule(spec: YamlRecord, check: Check, each: (rule: YamlRecord, path: Path) => void): void {
  const names = new Set<string>()
  let matches = 0
  for (const [index, entry] of listOf(spec.rules).entries()) {
    const rule = recordOf(entry)
    const path = ['spec', 'rules', index]
    const name = textOf(rule.name)
    if (name !== '' && names.has(name)) check.error('MS2322', [...path, 'name'], `another rule is called ${name}, too`)
    names.add(name)
    matches += listOf(rule.matches).length
    each(rule, path)
  }
  if (matches > MOST_MATCHES) {
    check.error('MS2322', ['spec', 'rules'], `a route has at most ${MOST_MATCHES} matches, not ${matches}`)
  }
}

function checkBackends(rule: YamlRecord, path: Path, check: Check): void {
  for (const [index, entry] of listOf(rule.backendRefs).entries()) {
    const at = [...path, 'backendRefs', index]
    checkBackend(recordOf(entry), at, check)
    checkFilters(recordOf(entry).filters, [...at, 'filters'], check)
  }
}

/** A redirect sends nobody on, and a prefix can only be replaced where exactly one is matched. */
function checkCombination(rule: YamlRecord, path: Path, check: Check): void {
  const prefixes = listOf(rule.matches).map(match => recordOf(recordOf(match).path))
  const hasOnePrefix = prefixes.length === 1 && (textOf(prefixes[0].type) || 'PathPrefix') === 'PathPrefix'
  for (const [index, entry] of listOf(rule.filters).entries()) {
    const filter = recordOf(entry)
    const at = [...path, 'filters', index]
    if (isSet(filter.requestRedirect) && listOf(rule.backendRefs).length > 0) {
      check.error('MS2323', at, "RequestRedirect can't be together with backendRefs")
    }
    for (const field of ['requestRedirect', 'urlRewrite']) {
      const modifier = recordOf(recordOf(filter[field]).path)
      if (textOf(modifier.type) === 'ReplacePrefixMatch' && rule.matches !== undefined && !hasOnePrefix) {
        const message = 'replacePrefixMatch needs exactly one match, by PathPrefix'
        check.error('MS2323', [...at, field, 'path'], message)
      }
    }
  }
}

function checkTimeouts({ request, backendRequest }: YamlRecord, path: Path, check: Check): void {
  const whole = parseGoDuration(textOf(request)) ?? 0
  const each = parseGoDuration(textOf(backendRequest)) ?? 0
  if (whole > 0 && each > whole) {
    check.error(
      'MS2322',
      [...path, 'backendRequest'],
      `${textOf(backendRequest)} is longer than the request's ${textOf(request)}`,
    )
  }
}

function checkGrpcMethod({ service, method, type }: YamlRecord, path: Path, check: Check): void {
  if (!isSet(service) && !isSet(method)) check.error('MS2322', path, 'a service or a method has to be named')
  if (textOf(type) === 'RegularExpression') return
  if (isSet(service) && !/^\.?[a-z_][a-z_0-9]*(\.[a-z_][a-z_0-9]*)*$/i.test(textOf(service))) {
    check.error('MS2322', [...path, 'service'], `${textOf(service)} is no name of a gRPC service`)
  }
  if (isSet(method) && !/^[A-Za-z_][A-Za-z_0-9]*$/.test(textOf(method))) {
    check.error('MS2322', [...path, 'method'], `${textOf(method)} is no name of a gRPC method`)
  }
}
