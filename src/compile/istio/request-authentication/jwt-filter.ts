import type { Mesh } from '../../../config/mesh.ts'
import { type Resource, resourceId } from '../../../config/resource.ts'
import { placeOf } from '../../../config/source-node.ts'
import type { JwtFilter, JwtProvider } from '../../../dataplane/authorization.ts'
import { byCreation } from '../creation-order.ts'
import { type Fields, fields, list, text, texts } from '../field.ts'
import { appliesTo, type PolicyScope, type PolicySubject, readPolicyScope } from '../policy-scope.ts'

/** A RequestAuthentication. */
export interface RequestAuthentication {
  readonly resource: Resource
  readonly scope: PolicyScope
}

/** Oldest first. */
export function readRequestAuthentications({ resources }: Pick<Mesh, 'resources'>): readonly RequestAuthentication[] {
  return resources
    .filter(({ kind }) => kind === 'RequestAuthentication')
    .sort(byCreation)
    .map(resource => ({ resource, scope: readPolicyScope(resource) }))
}

/** Every provider that some proxy of the mesh may have. */
export function jwtProviders(mesh: Pick<Mesh, 'resources'>): readonly JwtProvider[] {
  return readRequestAuthentications(mesh).flatMap(rulesOf)
}

/**
 * The jwt_authn filter of one proxy, absent where no policy applies. The rules of all policies count, sorted by issuer
 * (pilot/pkg/security/authn/policy_applier.go:convertToEnvoyJwtConfig).
 */
export function jwtFilter(
  policies: readonly RequestAuthentication[],
  subject: PolicySubject,
  rootNamespace: string,
): JwtFilter | undefined {
  const mine = policies.filter(({ scope }) => appliesTo(scope, subject, rootNamespace))
  const isRoot = ({ scope }: RequestAuthentication) => scope.namespace === rootNamespace
  const rules = [...mine.filter(isRoot), ...mine.filter(policy => !isRoot(policy))].flatMap(rulesOf)
  if (rules.length === 0) return undefined
  const sorted = rules.sort((a, b) => (a.issuer < b.issuer ? -1 : a.issuer > b.issuer ? 1 : 0))
  const providers = sorted.map((rule, index) => ({ ...rule, name: `origins-${index}` }))
  return { kind: 'jwt', providers, rejected: badKeys(providers) }
}

function rulesOf({ resource }: RequestAuthentication): readonly JwtProvider[] {
  return list(fields(resource.body.spec).jwtRules).map((entry, index) => {
    const rule = fields(entry)
    return {
      name: '',
      issuer: text(rule.issuer),
      audiences: texts(rule.audiences),
      keySet: text(rule.jwks),
      ...locations(rule),
      forward: rule.forwardOriginalToken === true,
      payloadHeader: text(rule.outputPayloadToHeader).toLowerCase() || undefined,
      claimHeaders: list(rule.outputClaimToHeaders)
        .map(fields)
        .map(({ header, claim }) => ({ header: text(header).toLowerCase(), claim: text(claim) })),
      spaceDelimitedClaims: ['scope', 'permission', ...texts(rule.spaceDelimitedClaims)],
      origin: {
        resource: resourceId(resource),
        place: placeOf(resource.source, ['spec', 'jwtRules', index]),
        why: 'RequestAuthentication for this workload',
      },
    }
  })
}

/** Places named by the rule replace the default ones: the Authorization header and a query parameter. */
function locations(rule: Fields): Pick<JwtProvider, 'fromHeaders' | 'fromParams' | 'fromCookies'> {
  const fromHeaders = list(rule.fromHeaders)
    .map(fields)
    .map(({ name, prefix }) => ({ name: text(name).toLowerCase(), prefix: text(prefix) }))
  const fromParams = texts(rule.fromParams)
  const fromCookies = texts(rule.fromCookies)
  if (fromHeaders.length + fromParams.length + fromCookies.length > 0) return { fromHeaders, fromParams, fromCookies }
  return { fromHeaders: [{ name: 'authorization', prefix: 'Bearer ' }], fromParams: ['access_token'], fromCookies: [] }
}

/** Envoy refuses a listener whose key set it can't use; one that has to be fetched is not there yet. */
function badKeys(providers: readonly JwtProvider[]): string | undefined {
  for (const { name, keySet } of providers) {
    const problem = keySet === '' ? undefined : keySetProblem(keySet)
    if (problem) return `Provider '${name}' in jwt_authn config has invalid local jwks: ${problem}`
  }
  return undefined
}

function keySetProblem(keySet: string): string | undefined {
  let parsed: unknown
  try {
    parsed = JSON.parse(keySet)
  } catch {
    return 'Jwks is an invalid JSON'
  }
  const { keys } = fields(parsed)
  if (keys === undefined) return 'Jwks does not have [keys] field'
  if (!Array.isArray(keys)) return '[keys] in Jwks is not an array'
  return keys.length === 0 ? "Jwks doesn't have any valid public key" : undefined
}
