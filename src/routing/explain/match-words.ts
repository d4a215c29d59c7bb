import type { ClaimMatch, HeaderMatch, PathMatch, QueryMatch, RouteMatch, StringMatch } from '../../dataplane/match.ts'
import type { Request } from '../../dataplane/request.ts'
import { type ConditionResult, conditionsOf } from '../../proxy/route/match-route.ts'
import { pathWithoutQuery } from '../../proxy/route/path.ts'
import { queryOf } from '../../proxy/route/query.ts'

/** What a match asks of a request, all conditions in Envoy's order: `header end-user is "jason", path starts with "/"`. */
export function matchText(match: RouteMatch): string {
  const conditions = [
    ...match.headers.map(headerText),
    ...match.query.map(queryText),
    ...match.claims.map(claimText),
    ...(takesAnyPath(match.path) ? [] : [pathText(match.path)]),
  ]
  return conditions.length === 0 ? 'takes every request' : conditions.join(', ')
}

/** Every condition that a request fails, and what the request has instead. */
export function failedText(match: RouteMatch, request: Request): string {
  return conditionsOf(match, request)
    .filter(condition => !condition.holds)
    .map(condition => failureText(condition, match, request))
    .join('; ')
}

function failureText({ what, index }: ConditionResult, match: RouteMatch, request: Request): string {
  switch (what) {
    case 'header':
      return `${headerText(match.headers[index])}: ${actualHeader(match.headers[index], request)}`
    case 'query':
      return `${queryText(match.query[index])}: ${actualQuery(match.query[index], request)}`
    case 'claim':
      return `${claimText(match.claims[index])}: ${request.claims ? 'the token says otherwise' : 'no verified token'}`
    case 'path':
      return `${pathText(match.path)}: it is ${quote(pathWithoutQuery(request.path))}`
  }
}

function takesAnyPath({ kind, value }: PathMatch): boolean {
  return kind === 'prefix' && value === '/'
}

function pathText({ kind, value, ignoreCase }: PathMatch): string {
  const words = kind === 'separatedPrefix' ? `is ${quote(value)} or below it` : stringWords(kind, value)
  return `path ${words}${caseWords(ignoreCase)}`
}

function headerText({ name, match, invert }: HeaderMatch): string {
  const label = PSEUDO[name] ?? `header ${name}`
  if (match === 'present') return `${label} is ${invert ? 'absent' : 'present'}`
  return invert ? `not (${label} ${matchWords(match)})` : `${label} ${matchWords(match)}`
}

function queryText({ name, match }: QueryMatch): string {
  return `query parameter ${name} ${match === 'present' ? 'is present' : matchWords(match)}`
}

function claimText({ path, match, invert }: ClaimMatch): string {
  const words = `claim ${path.join('.')} ${match === 'present' ? 'is present' : matchWords(match)}`
  return invert ? `not (${words})` : words
}

/** `is "jason"`, `starts with "/api"`, `matches the regex x.*`. */
export function matchWords({ kind, value, ignoreCase }: StringMatch): string {
  return stringWords(kind, value) + caseWords(ignoreCase)
}

function stringWords(kind: StringMatch['kind'], value: string): string {
  switch (kind) {
    case 'exact':
      return `is ${quote(value)}`
    case 'prefix':
      return `starts with ${quote(value)}`
    case 'suffix':
      return `ends with ${quote(value)}`
    case 'contains':
      return `contains ${quote(value)}`
    case 'regex':
      return `matches the regex ${value}`
  }
}

function caseWords(ignoreCase: boolean): string {
  return ignoreCase ? ' (in any case)' : ''
}

function actualHeader({ name }: HeaderMatch, request: Request): string {
  const lines = PSEUDO[name] === undefined ? request.headers.get(name) : [pseudoValue(name, request)]
  return lines === undefined ? 'it is not sent' : `it is ${lines.map(quote).join(' and ')}`
}

function actualQuery({ name }: QueryMatch, request: Request): string {
  const value = queryOf(request.path).get(name)
  return value === undefined ? 'it is not sent' : `it is ${quote(value)}`
}

const PSEUDO: Readonly<Record<string, string>> = {
  ':method': 'method',
  ':authority': 'host',
  host: 'host',
  ':scheme': 'scheme',
  ':path': 'path with query',
}

function pseudoValue(name: string, request: Request): string {
  switch (name) {
    case ':method':
      return request.method
    case ':scheme':
      return request.scheme
    case ':path':
      return request.path
    default:
      return request.authority
  }
}

export function quote(text: string): string {
  return JSON.stringify(text)
}
