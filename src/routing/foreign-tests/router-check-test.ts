import { resourceId } from '../../config/resource.ts'
import type {
  HeaderExpectation,
  MetadataExpectation,
  RouterCheckCase,
  RouterCheckInput,
  RouterCheckText,
} from '../../config/route-tests/foreign/router-check.ts'
import { placeOf } from '../../config/source-node.ts'
import type { Headers, Request } from '../../dataplane/request.ts'
import { NO_HEADERS } from '../../dataplane/request.ts'
import type { ForwardAction, Route, WeightedCluster } from '../../dataplane/route.ts'
import { MILLISECOND, SECOND } from '../../kernel/time.ts'
import type { Decision } from '../../proxy/route/decide.ts'
import { mutateHeaders } from '../../proxy/route/mutate-headers.ts'
import { redirectLocation } from '../../proxy/route/redirect.ts'
import { stringTest } from '../../proxy/route/string-matcher.ts'
import { writtenRule } from '../explain/written-rule.ts'
import { changeRequest, NO_SUBSTITUTE } from '../golden/forward.ts'
import { type BoundCallers, type BoundMesh, callerText } from './bound-caller.ts'
import type { ForeignFailure, ForeignResult } from './foreign-result.ts'

/** One test of Envoy's router_check_tool on what istiod makes of the mesh for a caller that serves the authority. */
export function runRouterCheck(mesh: BoundMesh, callers: BoundCallers, test: RouterCheckCase): ForeignResult {
  const { input } = test
  const bound = callers.decide(asSent(input), input.ssl || undefined)
  const facts = bound ? factsOf(bound.decision, input) : NO_ROUTE
  const route = bound?.decision.verdict.kind === 'route' ? bound.decision.verdict.route : undefined
  const rule = route && writtenRule(mesh.mesh, route.origin)
  const failures = failuresOf(test, facts)
  return {
    name: test.name,
    place: test.place,
    passed: failures.length === 0,
    request: `${input.method} ${input.authority} ${input.path}`,
    ...(bound ? { caller: callerText(bound.caller) } : {}),
    failures,
    ...(rule
      ? {
          rule: {
            name: `${resourceId(rule.resource)}#${rule.index}`,
            place: placeOf(rule.resource.source, ['spec', 'http', rule.index]),
          },
        }
      : {}),
  }
}

function asSent({ authority, path, method, ssl, internal, requestHeaders }: RouterCheckInput): Request {
  const headers = new Map<string, readonly string[]>()
  // The tool tells an internal request from others by the header that Envoy sets for it.
  if (internal) headers.set('x-envoy-internal', ['true'])
  for (const [name, value] of requestHeaders) headers.set(name, [...(headers.get(name) ?? []), value])
  return { method, scheme: ssl ? 'https' : 'http', authority, path, headers }
}

/** What can be validated, as the tool reads it from a route; empty texts and 0 = none. */
interface RouterFacts {
  readonly texts: Readonly<Record<RouterCheckText, string>>
  readonly codeRedirect: number
  readonly requestHeaders: Headers
  readonly responseHeaders: Headers
  /** `filter_metadata` of the route. */
  readonly metadata: Readonly<Record<string, Readonly<Record<string, string>>>>
}

const NO_TEXTS: RouterFacts['texts'] = {
  cluster_name: '',
  virtual_cluster_name: '',
  virtual_host_name: '',
  host_rewrite: '',
  path_rewrite: '',
  path_redirect: '',
  timeout: '',
}

const NO_ROUTE: RouterFacts = {
  texts: NO_TEXTS,
  codeRedirect: 0,
  requestHeaders: NO_HEADERS,
  responseHeaders: NO_HEADERS,
  metadata: {},
}

function factsOf({ verdict, virtualHost, request }: Decision, input: RouterCheckInput): RouterFacts {
  if (verdict.kind === 'tlsRedirect') {
    return { ...NO_ROUTE, codeRedirect: 301, texts: { ...NO_TEXTS, path_redirect: verdict.location } }
  }
  if (verdict.kind !== 'route') return NO_ROUTE
  const { route } = verdict
  // Routes of Istio carry no virtual clusters.
  const texts = { ...NO_TEXTS, virtual_host_name: virtualHost?.name ?? '' }
  const metadata = metadataOf(route)
  switch (route.action.kind) {
    case 'redirect': {
      const location = redirectLocation(route.action, request, route.match.path)
      const { code } = route.action
      return { ...NO_ROUTE, texts: { ...texts, path_redirect: location }, codeRedirect: code, metadata }
    }
    case 'directResponse':
      return { ...NO_ROUTE, texts, codeRedirect: route.action.status, metadata }
    case 'forward':
      return forwardFacts(route, route.action, request, input, { ...NO_ROUTE, texts, metadata })
  }
}

function forwardFacts(
  route: Route,
  action: ForwardAction,
  request: Request,
  { randomValue, responseHeaders }: RouterCheckInput,
  none: RouterFacts,
): RouterFacts {
  const entry = pickCluster(action.clusters, randomValue)
  if (!entry) return none
  const changed = changeRequest(route, action, entry, request)
  const answer = new Map(responseHeaders.map(([name, value]) => [name, [value]] as const))
  const ofEntry = mutateHeaders(answer, entry.responseHeaders, NO_SUBSTITUTE)
  return {
    ...none,
    texts: {
      ...none.texts,
      cluster_name: entry.cluster,
      host_rewrite: changed.authority,
      path_rewrite: changed.path,
      timeout: secondsText(action.timeoutNs),
    },
    requestHeaders: changed.headers,
    responseHeaders: mutateHeaders(ofEntry, route.responseHeaders, NO_SUBSTITUTE),
  }
}

/** Envoy's choice among weighted clusters (config_impl.cc:pickWeightedCluster): the figure modulo the total weight. */
function pickCluster(clusters: readonly WeightedCluster[], randomValue: number): WeightedCluster | undefined {
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0)
  let rest = total > 0 ? randomValue % total : 0
  for (const entry of clusters) {
    if (rest < entry.weight) return entry
    rest -= entry.weight
  }
  return undefined
}

/** istiod notes on each route of a VirtualService which one it is of. */
function metadataOf({ origin }: Route): RouterFacts['metadata'] {
  const [kind, namespace, name] = origin.resource.split('/')
  if (kind !== 'VirtualService') return {}
  return { istio: { config: `/apis/networking.istio.io/v1/namespaces/${namespace}/virtual-service/${name}` } }
}

function secondsText(timeoutNs: number): string {
  return `${timeoutNs / SECOND}s`
}

function failuresOf({ validate }: RouterCheckCase, facts: RouterFacts): readonly ForeignFailure[] {
  const texts = validate.texts.flatMap(([key, expected]) => {
    const got = facts.texts[key]
    const isSame = key === 'timeout' ? millisecondsOf(got) === millisecondsOf(expected) : got === expected
    return isSame ? [] : [{ what: key, expected: orNone(expected), got: orNone(got) }]
  })
  const { codeRedirect } = validate
  const code =
    codeRedirect === undefined || codeRedirect === facts.codeRedirect
      ? []
      : [{ what: 'code_redirect', expected: String(codeRedirect), got: orNone(String(facts.codeRedirect || '')) }]
  return [
    ...texts,
    ...code,
    ...validate.requestHeaders.flatMap(match => headerFailure('request_header_matches', match, facts.requestHeaders)),
    ...validate.responseHeaders.flatMap(match =>
      headerFailure('response_header_matches', match, facts.responseHeaders),
    ),
    ...validate.metadata.flatMap(match => metadataFailure(match, facts.metadata)),
  ]
}

function orNone(value: string): string {
  return value === '' ? 'none' : value
}

/** The tool compares whole milliseconds; `120s`, `0.5s`, `500ms`. */
function millisecondsOf(text: string): number | undefined {
  const [, figure, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text) ?? []
  if (figure === undefined) return undefined
  const perUnit = { ms: 1, s: SECOND / MILLISECOND, m: 60_000, h: 3_600_000 }[unit as 'ms' | 's' | 'm' | 'h']
  return Math.round(Number(figure) * perUnit)
}

function headerFailure(what: string, expected: HeaderExpectation, headers: Headers): readonly ForeignFailure[] {
  const { name, match, invert } = expected
  const lines = headers.get(name)
  const value = lines?.join(',')
  const holds =
    match === 'present'
      ? lines !== undefined
      : value !== undefined && stringTest({ ...match, ignoreCase: false })(value)
  // Without the header only the inverted test of presence holds, as in Envoy.
  const passes = lines === undefined && match !== 'present' ? false : holds !== invert
  if (passes) return []
  const wanted = match === 'present' ? 'present' : `${match.kind} ${match.value}`
  return [{ what: `${what} ${name}`, expected: `${invert ? 'not ' : ''}${wanted}`, got: value ?? 'no such header' }]
}

function metadataFailure(expected: MetadataExpectation, metadata: RouterFacts['metadata']): readonly ForeignFailure[] {
  const { filter, path, value, invert } = expected
  const got = path.length === 1 ? metadata[filter]?.[path[0]] : undefined
  const holds = got !== undefined && (value === undefined || got === value)
  if (holds !== invert) return []
  const wanted = `${invert ? 'not ' : ''}${value ?? 'present'}`
  return [{ what: `route_metadata ${filter} ${path.join('.')}`, expected: wanted, got: orNone(got ?? '') }]
}
