import type { Mesh } from '../../config/mesh.ts'
import { durationText } from '../../config/scenario/duration.ts'
import type { Step } from '../../dataplane/explanation.ts'
import type {
  CorsPolicy,
  FaultPolicy,
  ForwardAction,
  HashPolicy,
  HeaderMutation,
  RetryPolicy,
  Route,
} from '../../dataplane/route.ts'
import { matchWords, quote } from './match-words.ts'
import { step } from './step.ts'
import { fieldOrigin, type WrittenRule, writtenRule } from './written-rule.ts'

/** What a route does to a request besides choosing where it goes: faults, CORS, timeout, retries, changes, copies. */
export function routeSteps(mesh: Mesh, route: Route): readonly Step[] {
  const rule = writtenRule(mesh, route.origin)
  const at = (...field: readonly (string | number)[]) => fieldOrigin(route.origin, rule, field)
  return [
    ...(route.fault ? faultSteps(route.fault, at) : []),
    ...(route.cors ? [step('cors', corsText(route.cors), at('corsPolicy'))] : []),
    ...(route.action.kind === 'forward' ? forwardSteps(route, route.action, rule, at) : []),
    ...mutationSteps('request headers', route.requestHeaders, at('headers', 'request')),
    ...mutationSteps('response headers', route.responseHeaders, at('headers', 'response')),
  ]
}

type At = (...field: readonly (string | number)[]) => Step['origin']

function faultSteps({ delay, abort }: FaultPolicy, at: At): readonly Step[] {
  return [
    ...(delay
      ? [step('fault', `${delay.percent}% wait ${durationText(delay.durationNs)} first`, at('fault', 'delay'))]
      : []),
    ...(abort
      ? [step('fault', `${abort.percent}% are answered ${abortText(abort)} at once`, at('fault', 'abort'))]
      : []),
  ]
}

function abortText({ status, grpcStatus }: NonNullable<FaultPolicy['abort']>): string {
  return grpcStatus === undefined ? String(status) : `with gRPC status ${grpcStatus}`
}

function corsText({ allowOrigins, allowMethods }: CorsPolicy): string {
  const origins = allowOrigins.map(matchWords).join(' or ')
  return `origin ${origins || 'none'}${allowMethods ? `; methods ${allowMethods}` : ''}`
}

function forwardSteps(route: Route, action: ForwardAction, rule: WrittenRule | undefined, at: At): readonly Step[] {
  const isWritten = (field: string) => writtenAt(rule, field)
  const own = (field: string) => (isWritten(field) ? at(field) : undefined)
  const { rewrite, hostRewrite } = action
  return [
    step('timeout', timeoutText(action), own('timeout')),
    step('retries', retryText(action.retry, isWritten('retries')), own('retries')),
    ...(rewrite
      ? [
          step(
            'rewrite path',
            rewrite.kind === 'prefix'
              ? `${pathPart(route)} becomes ${quote(rewrite.value)}`
              : `${rewrite.pattern} becomes ${rewrite.substitution}`,
            at('rewrite'),
          ),
        ]
      : []),
    ...(hostRewrite ? [step('rewrite host', `Host becomes ${hostRewrite}`, at('rewrite'))] : []),
    ...action.mirrors.map(({ cluster, percent }) =>
      step('mirror', `${percent}% are copied to ${cluster}`, at(isWritten('mirror') ? 'mirror' : 'mirrors')),
    ),
    ...action.hash.map(policy => step('hash', `endpoints are chosen by ${hashText(policy)}`)),
  ]
}

function writtenAt(rule: WrittenRule | undefined, field: string): boolean {
  const rules = (rule?.resource.body.spec as { readonly http?: readonly object[] } | undefined)?.http
  return rule !== undefined && Object.hasOwn(rules?.[rule.index] ?? {}, field)
}

function pathPart({ match: { path } }: Route): string {
  return path.kind === 'regex' || path.kind === 'exact' ? 'the path' : quote(path.value)
}

function timeoutText({ timeoutNs }: ForwardAction): string {
  return timeoutNs === 0 ? 'none' : `${durationText(timeoutNs)} for all tries together, then 504 UT`
}

/** `up to 2 more tries after connect-failure or reset, each within 2s, on another host`. */
export function retryText(retry: RetryPolicy | undefined, isWritten: boolean): string {
  if (!retry || retry.attempts === 0) return 'none'
  const codes = retry.retriableStatusCodes
  const conditions = retry.on
    .split(',')
    .filter(condition => condition !== 'retriable-status-codes' || codes.length > 0)
    .map(condition => (condition === 'retriable-status-codes' ? `status ${codes.join(', ')}` : condition))
  const parts = [
    `up to ${retry.attempts} more ${retry.attempts === 1 ? 'try' : 'tries'} on ${conditions.join(', ')}`,
    ...(retry.perTryTimeoutNs > 0 ? [`each try within ${durationText(retry.perTryTimeoutNs)}`] : []),
    ...(retry.hostPredicates.includes('previous_hosts') ? ['on another endpoint if there is one'] : []),
    ...(retry.previousPrioritiesFrequency === undefined ? [] : ['also in other localities']),
    `first back-off up to ${durationText(retry.backOffBaseNs)}`,
  ]
  return `${parts.join('; ')}${isWritten ? '' : ' (the default)'}`
}

function hashText(policy: HashPolicy): string {
  switch (policy.kind) {
    case 'header':
      return `header ${policy.name}`
    case 'cookie':
      return `cookie ${policy.name}${policy.ttlNs === undefined ? '' : ', which the proxy sets if it is missing'}`
    case 'query':
      return `query parameter ${policy.name}`
    case 'sourceIp':
      return 'the address of the client'
  }
}

/** One step per level of header changes; none where nothing changes. */
export function mutationSteps(title: string, mutation: HeaderMutation, origin: Step['origin']): readonly Step[] {
  const parts = [
    ...mutation.remove.map(name => `remove ${name}`),
    ...mutation.set.map(([name, value]) => `set ${name}: ${value}`),
    ...mutation.add.map(([name, value]) => `add ${name}: ${value}`),
  ]
  return parts.length === 0 ? [] : [step(title, parts.join(', '), origin)]
}
