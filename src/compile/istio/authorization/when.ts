import type { Condition } from '../../../dataplane/authorization.ts'
import { type Fields, text, texts } from '../field.ts'
import { conditions, type FieldValues, headerMatch, stringMatch } from './condition.ts'
import { anyProtocol, http, ports, type RuleCondition } from './operation.ts'
import { addresses, namespaces, principals, requestPrincipals, type SourceContext, serviceAccounts } from './source.ts'

/** Where an entry of `when` belongs in Envoy's terms: what is asked for, or who asks. */
export interface WhenConditions {
  readonly side: 'permission' | 'principal'
  readonly conditions: readonly RuleCondition[]
}

/** An entry of `when`; undefined for a key that Istio does not know. */
export function whenConditions(entry: Fields, context: SourceContext): WhenConditions | undefined {
  const key = text(entry.key)
  const field: FieldValues = { values: texts(entry.values), notValues: texts(entry.notValues) }
  const permission = (make: Parameters<typeof conditions>[1]): WhenConditions => ({
    side: 'permission',
    conditions: anyProtocol(conditions(field, make)),
  })
  const principal = (make: Parameters<typeof conditions>[1], wrap = anyProtocol): WhenConditions => ({
    side: 'principal',
    conditions: wrap(conditions(field, make)),
  })
  switch (key) {
    case 'destination.ip':
      return permission(addresses('destinationIp'))
    case 'destination.port':
      return permission(ports)
    case 'connection.sni':
      return permission(serverName)
    case 'source.ip':
      return principal(addresses('sourceIp'))
    case 'remote.ip':
      return principal(addresses('remoteIp'))
    case 'source.namespace':
      return principal(namespaces)
    case 'source.serviceAccount':
      return principal(serviceAccounts(context))
    case 'source.principal':
      return principal(principals(context))
    case 'request.auth.principal':
      return principal(requestPrincipals, http)
    case 'request.auth.audiences':
      return principal(claim(['aud']), http)
    case 'request.auth.presenter':
      return principal(claim(['azp']), http)
  }
  // No filter of the simulation leaves such metadata, so no value is ever met.
  if (key.startsWith('experimental.envoy.filters.')) return permission((_, negated) => ({ on: 'nothing', negated }))
  const names = bracketed(key)
  if (names.length === 0) return undefined
  if (key.startsWith('request.headers[')) return principal(header(names[0]), http)
  if (key.startsWith('request.auth.claims[')) return principal(claim(names), http)
  return undefined
}

/** Names in brackets: `request.auth.claims[a][b]`. */
function bracketed(key: string): readonly string[] {
  return [...key.matchAll(/\[([^\]]+)\]/g)].map(([, name]) => name)
}

function serverName(values: readonly string[], negated: boolean): Condition {
  return { on: 'serverName', matches: values.map(value => stringMatch(value)), negated }
}

function header(name: string) {
  return (values: readonly string[], negated: boolean): Condition => ({
    on: 'header',
    name: name.toLowerCase(),
    matches: values.map(value => (value === '*' ? 'present' : headerMatch(value))),
    negated,
  })
}

function claim(path: readonly string[]) {
  return (values: readonly string[], negated: boolean): Condition => ({
    on: 'claim',
    path,
    matches: values.map(value => stringMatch(value)),
    negated,
  })
}
