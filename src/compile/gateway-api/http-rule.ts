import { placeOf } from '../../config/source-node.ts'
import type { Place } from '../../kernel/place.ts'
import {
  type Fields,
  fields,
  list,
  optionalDurationNs,
  optionalFields,
  optionalNumber,
  text,
  texts,
} from '../istio/field.ts'
import type { Destination, HttpMatch, HttpRule, MirrorRule } from '../istio/virtual-service/virtual-service.ts'
import { type BackendContext, destinationOf, weightOf } from './backend.ts'
import { corsOf } from './cors.ts'
import { headersOf, isHeaderModifier } from './header-modifier.ts'
import { grpcMatch, httpMatch } from './match.ts'
import { redirectOf, rewriteOf } from './path-modifier.ts'

export interface RuleContext extends BackendContext {
  /** Port of the parent, where the route names one. */
  readonly port?: number
  /** Whether a host is a service of the mesh. */
  isService(host: string): boolean
}

/**
 * Rules of an HTTPRoute or GRPCRoute, one for each match, in the order of the file
 * (conversion.go:convertHTTPRoute, convertGRPCRoute). A hard error anywhere drops all of them.
 */
export function httpRules(context: RuleContext): readonly HttpRule[] {
  const { route } = context
  const rules = route.rules.map(({ body, place }, i) => rulesOf(body, i, place, context))
  return rules.every(rule => rule !== undefined) ? rules.flat() : []
}

function rulesOf(body: Fields, index: number, place: Place, context: RuleContext): readonly HttpRule[] | undefined {
  const { route, port } = context
  const filters = list(body.filters).map(fields)
  const mirrors = mirrorsOf(filters, index, context)
  const destinations = destinationsOf(list(body.backendRefs).map(fields), index, context)
  if (!filters.every(isKnownFilter) || !mirrors || !destinations) return undefined
  const redirect = filters.find(({ type }) => type === 'RequestRedirect')
  const cors = filters.find(({ type }) => type === 'CORS')
  const rewrite = filters.find(({ type }) => type === 'URLRewrite')
  const hasDestination = destinations.length > 0
  return matchesOf(body, index, place, route.kind === 'GRPCRoute', port, context).map(match => ({
    name: text(body.name) || `${route.namespace}.${route.name}.${index}`,
    match: [match],
    destinations: redirect ? [] : destinations,
    redirect: redirect && redirectOf(redirect),
    directResponse: redirect || hasDestination ? undefined : { status: 500 },
    rewrite: rewrite && rewriteOf(rewrite, match),
    ...timesOf(body),
    mirrors,
    cors: cors && corsOf(cors),
    headers: headersOf(filters),
    routeApi: 'gateway' as const,
    resource: route.id,
    place,
  }))
}

/** A rule without matches takes everything: HTTPRoute by its default, GRPCRoute by having no condition. */
function matchesOf(
  body: Fields,
  index: number,
  place: Place,
  isGrpc: boolean,
  port: number | undefined,
  { route }: RuleContext,
): readonly HttpMatch[] {
  const make = isGrpc ? grpcMatch : httpMatch
  const matches = list(body.matches)
  if (matches.length === 0) return [make({}, port, place)]
  return matches.map((match, i) =>
    make(fields(match), port, placeOf(route.resource.source, ['spec', 'rules', index, 'matches', i])),
  )
}

const FILTERS: ReadonlySet<string> = new Set(['RequestRedirect', 'URLRewrite', 'RequestMirror', 'CORS'])

function isKnownFilter(filter: Fields): boolean {
  return FILTERS.has(text(filter.type)) || isHeaderModifier(filter)
}

/** Those with a weight; filters of a back-end can only change headers. */
function destinationsOf(
  backends: readonly Fields[],
  index: number,
  context: RuleContext,
): readonly Destination[] | undefined {
  const destinations: Destination[] = []
  for (const [i, backend] of backends.entries()) {
    const weight = weightOf(backend)
    if (weight === 0) continue
    const filters = list(backend.filters).map(fields)
    const place = placeOf(context.route.resource.source, ['spec', 'rules', index, 'backendRefs', i])
    const destination = destinationOf(backend, place, context)
    if (!destination || !filters.every(isHeaderModifier)) return undefined
    destinations.push({ ...destination, weight, headers: headersOf(filters) })
  }
  return destinations
}

/** A mirror to nobody is left out, the request itself goes on; in a GRPCRoute it is a hard error. */
function mirrorsOf(filters: readonly Fields[], index: number, context: RuleContext): readonly MirrorRule[] | undefined {
  const mirrors: MirrorRule[] = []
  for (const filter of filters.filter(({ type }) => type === 'RequestMirror')) {
    const mirror = fields(filter.requestMirror)
    const place = placeOf(context.route.resource.source, ['spec', 'rules', index, 'filters'])
    const destination = destinationOf(fields(mirror.backendRef), place, context)
    if (destination && context.isService(destination.host)) {
      mirrors.push({ destination: { ...destination, weight: 0 }, percent: percentOf(mirror) })
    } else if (context.route.kind === 'GRPCRoute') return undefined
  }
  return mirrors
}

function percentOf(mirror: Fields): number {
  const fraction = optionalFields(mirror.fraction)
  if (!fraction) return optionalNumber(mirror.percent) ?? 100
  return (100 * (optionalNumber(fraction.numerator) ?? 0)) / (optionalNumber(fraction.denominator) ?? 100)
}

const RETRY_ON = 'connect-failure,refused-stream,unavailable,cancelled'

/**
 * Timeouts and retries: a timeout for each try takes the place of the request's where nothing is retried, and zero is as
 * good as none.
 */
function timesOf(body: Fields): Pick<HttpRule, 'timeoutNs' | 'retries'> {
  const { request, backendRequest } = fields(body.timeouts)
  const requestNs = optionalDurationNs(request) || undefined
  const backendNs = optionalDurationNs(backendRequest) || undefined
  const retry = optionalFields(body.retry)
  if (!retry) return { timeoutNs: backendNs ?? requestNs }
  const codes = texts(retry.codes)
  return {
    timeoutNs: requestNs,
    retries: {
      attempts: optionalNumber(retry.attempts) ?? 2,
      retryOn: [RETRY_ON, ...codes].join(','),
      ...(retry.backoff === undefined ? {} : { backoff: retry.backoff }),
      ...(backendNs === undefined ? {} : { perTryTimeout: backendRequest }),
    },
  }
}
