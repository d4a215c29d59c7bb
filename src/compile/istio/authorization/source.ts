import type { Condition } from '../../../dataplane/authorization.ts'
import type { StringMatch } from '../../../dataplane/match.ts'
import { type Fields, texts } from '../field.ts'
import { conditions, type FieldValues, literal, regex, stringMatch } from './condition.ts'
import { anyProtocol, http, type RuleCondition } from './operation.ts'
import { replaceTrustDomains } from './trust-domain.ts'

/** What the meaning of a source depends on besides its own text. */
export interface SourceContext {
  /** Of the policy: where service accounts without a namespace live. */
  readonly namespace: string
  /** The mesh's own trust domain, then its aliases. */
  readonly trustDomains: readonly string[]
}

/** Certificates carry identities with this scheme; policies are written without. */
const SPIFFE = 'spiffe://'

/** `from.source` of a rule: all of its fields must be met (authz/model/model.go:New). */
export function sourceConditions(source: Fields, context: SourceContext): readonly RuleCondition[] {
  const field = (values: string, notValues: string): FieldValues => ({
    values: texts(source[values]),
    notValues: texts(source[notValues]),
  })
  return [
    ...anyProtocol(conditions(field('principals', 'notPrincipals'), principals(context))),
    ...http(conditions(field('requestPrincipals', 'notRequestPrincipals'), requestPrincipals)),
    ...anyProtocol(conditions(field('serviceAccounts', 'notServiceAccounts'), serviceAccounts(context))),
    ...anyProtocol(conditions(field('namespaces', 'notNamespaces'), namespaces)),
    ...anyProtocol(conditions(field('remoteIpBlocks', 'notRemoteIpBlocks'), addresses('remoteIp'))),
    ...anyProtocol(conditions(field('ipBlocks', 'notIpBlocks'), addresses('sourceIp'))),
  ]
}

export function principals({ trustDomains }: SourceContext) {
  return (values: readonly string[], negated: boolean): Condition => ({
    on: 'principal',
    matches: values.flatMap(value => replaceTrustDomains(value, trustDomains)).map(value => stringMatch(value, SPIFFE)),
    negated,
  })
}

export function namespaces(values: readonly string[], negated: boolean): Condition {
  const matches = values.map(value => regex(`.*/ns/${value.replaceAll('*', '.*')}/.*`))
  return { on: 'principal', matches, negated }
}

/** `name` of the policy's own namespace, or `namespace/name` (authz/model/generator.go:serviceAccountRegex). */
export function serviceAccounts(context: SourceContext) {
  return (values: readonly string[], negated: boolean): Condition => ({
    on: 'principal',
    matches: values.map(value => {
      const slash = value.indexOf('/')
      const namespace = slash < 0 ? context.namespace : value.slice(0, slash)
      return regex(`spiffe://.+/ns/${namespace}/(.+/|)sa/${value.slice(slash + 1)}(/.+)?`)
    }),
    negated,
  })
}

export function addresses(on: 'sourceIp' | 'remoteIp' | 'destinationIp') {
  return (blocks: readonly string[], negated: boolean): Condition => ({ on, blocks, negated })
}

export function requestPrincipals(values: readonly string[], negated: boolean): Condition {
  return { on: 'requestPrincipal', matches: values.map(splitPrincipal), negated }
}

/**
 * `issuer/subject`, parted at the last slash since issuers are URLs; a star at either end is for its half
 * (authz/model/generator.go:requestPrincipalGenerator).
 */
function splitPrincipal(value: string): { readonly issuer: StringMatch; readonly subject: StringMatch } {
  const something = regex('.+')
  if (value === '*') return { issuer: something, subject: something }
  const slash = value.lastIndexOf('/')
  const issuer = slash < 0 ? value : value.slice(0, slash)
  const subject = slash < 0 ? '' : value.slice(slash + 1)
  if (value.startsWith('*')) {
    if (slash < 0) return { issuer: something, subject: literal('suffix', value.slice(1)) }
    return {
      issuer: issuer === '*' ? something : literal('suffix', issuer.slice(1)),
      subject: literal('exact', subject),
    }
  }
  if (value.endsWith('*')) {
    if (slash < 0) return { issuer: literal('prefix', value.slice(0, -1)), subject: something }
    return {
      issuer: literal('exact', issuer),
      subject: subject === '*' ? something : literal('prefix', subject.slice(0, -1)),
    }
  }
  return { issuer: literal('exact', issuer), subject: literal('exact', subject) }
}
