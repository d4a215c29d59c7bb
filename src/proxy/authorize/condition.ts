import type { Condition } from '../../dataplane/authorization.ts'
import type { StringMatch } from '../../dataplane/match.ts'
import { claimValues } from '../route/claim.ts'
import { pathWithoutQuery } from '../route/path.ts'
import { stringTest } from '../route/string-matcher.ts'
import { isInBlock } from './address-block.ts'
import type { ConnectionFacts } from './facts.ts'
import { matchesTemplate } from './path-template.ts'

/**
 * Whether one field of a rule is met. A negated condition is met by what is not there at all. Source:
 * source/extensions/filters/common/rbac/matchers.cc.
 * Known differences from Envoy: metadata of filters is not there but for the claims of tokens, and no CEL.
 */
export function holds(condition: Condition, facts: ConnectionFacts): boolean {
  return isMet(condition, facts) !== condition.negated
}

function isMet(condition: Condition, facts: ConnectionFacts): boolean {
  const { request } = facts
  switch (condition.on) {
    case 'nothing':
      return false
    case 'destinationPort':
      return condition.ports.includes(facts.destinationPort)
    case 'sourceIp':
    case 'remoteIp':
    case 'destinationIp':
      return condition.blocks.some(block => isInBlock(facts[condition.on], block))
    case 'serverName':
      return anyMatches(condition.matches, facts.serverName)
    case 'principal':
      return anyMatches(condition.matches, facts.principal)
    case 'method':
      return anyMatches(condition.matches, request?.method)
    case 'authority':
      return anyMatches(condition.matches, request?.authority)
    case 'path':
      return request !== undefined && pathMatches(condition.matches, pathWithoutQuery(request.path))
    case 'header':
      return headerMatches(condition.matches, headerLines(facts, condition.name))
    case 'requestPrincipal':
      return condition.matches.some(
        ({ issuer, subject }) =>
          anyMatches([issuer], claimText(facts, 'iss')) && anyMatches([subject], claimText(facts, 'sub')),
      )
    case 'claim':
      return claimValues(request?.claims, condition.path).some(value => anyMatches(condition.matches, value))
  }
}

function anyMatches(matches: readonly StringMatch[], value: string | undefined): boolean {
  return value !== undefined && matches.some(match => stringTest(match)(value))
}

function pathMatches(matches: (Condition & { readonly on: 'path' })['matches'], path: string): boolean {
  return matches.some(match => (match.kind === 'template' ? matchesTemplate(path, match) : stringTest(match)(path)))
}

/** Lines are tested one by one. */
function headerMatches(matches: readonly (StringMatch | 'present')[], lines: readonly string[] | undefined): boolean {
  return lines !== undefined && matches.some(match => match === 'present' || lines.some(stringTest(match)))
}

function headerLines({ request }: ConnectionFacts, name: string): readonly string[] | undefined {
  if (!request) return undefined
  switch (name) {
    case ':method':
      return [request.method]
    case ':path':
      return [request.path]
    case ':scheme':
      return [request.scheme]
    case ':authority':
    case 'host':
      return [request.authority]
    default:
      return request.headers.get(name)
  }
}

function claimText({ request }: ConnectionFacts, name: string): string | undefined {
  const value = request?.claims?.get(name)
  return typeof value === 'string' ? value : undefined
}
