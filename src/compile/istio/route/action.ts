import type {
  DirectResponseAction,
  ForwardAction,
  MirrorPolicy,
  PathRewrite,
  RedirectAction,
  WeightedCluster,
} from '../../../dataplane/route.ts'
import { NO_MUTATION } from '../../../dataplane/route.ts'
import { type Fields, fields, numberOr, optionalFields, optionalNumber, text } from '../field.ts'
import type { Destination, HttpRule } from '../virtual-service/virtual-service.ts'
import type { RouteContext } from './context.ts'
import { destinationCluster } from './destination.ts'
import { perMillion } from './fault.ts'
import { hashPolicyOf } from './hash.ts'
import { translateHeaders } from './headers.ts'
import { convertRetries } from './retry.ts'

/** core/route/route.go:applyHTTPRouteDestination. `authority` is what the rule's own headers ask for. */
export function forwardAction(rule: HttpRule, authority: string, context: RouteContext): ForwardAction {
  const single = rule.destinations.length === 1
  // With one destination its weight means nothing; with several, a zero takes the entry out.
  const used = single ? rule.destinations : rule.destinations.filter(destination => destination.weight > 0)
  const hash = used.map(destination => hashPolicyOf(context.consistentHash(destination))).filter(policy => !!policy)
  const timeoutNs = rule.timeoutNs ?? 0
  const routeHost = text(rule.rewrite?.authority) || authority
  const onlyHost = single ? translateHeaders(rule.destinations[0].headers).authority : ''
  return {
    kind: 'forward',
    clusters: used.map(destination => weightedCluster(destination, rule, single, context)),
    weighted: !single,
    timeoutNs,
    maxGrpcTimeoutNs: timeoutNs,
    retry: convertRetries(rule.retries ?? context.defaultRetries, single && hash.length > 0),
    rewrite: translateRewrite(rule.rewrite),
    hostRewrite: routeHost || onlyHost || undefined,
    hash,
    mirrors: translateMirrors(rule, context),
    ...(rule.routeApi === 'gateway' ? { clusterNotFoundStatus: 500 } : {}),
  }
}

function weightedCluster(
  destination: Destination,
  rule: HttpRule,
  single: boolean,
  context: RouteContext,
): WeightedCluster {
  const operations = translateHeaders(destination.headers)
  return {
    cluster: clusterOf(destination, context),
    weight: single ? 100 : destination.weight,
    // A single destination's operations are joined to the route's own, so that the destination acts last.
    requestHeaders: single ? NO_MUTATION : operations.request,
    responseHeaders: single ? NO_MUTATION : operations.response,
    hostRewrite: single ? undefined : operations.authority || undefined,
    origin: { resource: rule.resource, place: destination.place, why: 'destination of the rule' },
  }
}

function clusterOf(destination: Destination, context: RouteContext): string {
  return destinationCluster(destination, context.service(destination.host), context.port)
}

function translateRewrite(rewrite: Fields | undefined): PathRewrite | undefined {
  const regex = optionalFields(rewrite?.uriRegexRewrite)
  if (regex) return { kind: 'regex', pattern: text(regex.match), substitution: text(regex.rewrite) }
  const uri = text(rewrite?.uri)
  return uri === '' ? undefined : { kind: 'prefix', value: uri }
}

/** An explicit zero switches a mirror off; no figure means all requests. */
function translateMirrors(rule: HttpRule, context: RouteContext): readonly MirrorPolicy[] {
  const all = rule.mirror ? [{ destination: rule.mirror, percent: rule.mirrorPercent }, ...rule.mirrors] : rule.mirrors
  return all
    .filter(mirror => (mirror.percent ?? 100) > 0)
    .map(mirror => ({
      cluster: clusterOf(mirror.destination, context),
      percent: perMillion(mirror.percent ?? 100),
    }))
}

/** core/route/route.go:ApplyRedirect. The port of `derivePort: FROM_REQUEST_PORT` is that of the table. */
export function redirectAction(redirect: Fields, context: Pick<RouteContext, 'port' | 'tls'>): RedirectAction {
  const scheme = text(redirect.scheme) || undefined
  const wanted = redirect.derivePort === 'FROM_REQUEST_PORT' ? context.port : (optionalNumber(redirect.port) ?? 0)
  const isDefaultPort = wanted === ((scheme ?? (context.tls ? 'https' : 'http')) === 'https' ? 443 : 80)
  return {
    kind: 'redirect',
    code: numberOr(redirect.redirectCode, 0) || 301,
    scheme,
    host: text(redirect.authority) || undefined,
    port: wanted === 0 || isDefaultPort ? undefined : wanted,
    path: text(redirect.uri) || undefined,
    prefixRewrite: redirect.prefix === undefined ? undefined : text(redirect.prefix),
  }
}

/** core/route/route.go:ApplyDirectResponse. `bytes` is base64 in YAML. */
export function directResponseAction(response: Fields): DirectResponseAction {
  const body = fields(response.body)
  return {
    kind: 'directResponse',
    status: numberOr(response.status, 0),
    body: body.bytes === undefined ? text(body.string) : decodeBase64(text(body.bytes)),
  }
}

function decodeBase64(encoded: string): string {
  try {
    return atob(encoded)
  } catch {
    return encoded
  }
}
