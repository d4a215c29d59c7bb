import type { Fraction, RouteMatch } from '../../../dataplane/match.ts'
import {
  type FaultPolicy,
  type ForwardAction,
  type MirrorPolicy,
  NO_MUTATION,
  type Route,
  type VirtualHost,
} from '../../../dataplane/route.ts'
import { BY_HAND } from '../../../engine/bed/tables.ts'
import { field, isPresent, itemsOf, type JsonField, numberOf, oneOf, onlyFields, textOf } from '../../json-field.ts'
import { durationNs, retryPolicy, routeAction } from '../retries/route-settings.ts'

/** Rows of recordings: a route, perhaps behind one for a fraction of the requests, with faults and mirrors. */
export function virtualHostOf(row: JsonField): VirtualHost {
  const first = field(row, 'first_route')
  const routes = isPresent(first) ? [gatedRoute(first)] : []
  return {
    name: DOMAIN,
    domains: [DOMAIN],
    routes: [
      ...routes,
      routeOf('second route', field(row, 'route'), {
        mirrors: mirrorsOf(field(row, 'request_mirror_policies')),
        fault: faultOf(field(row, 'fault')),
      }),
    ],
    requireTls: 'none',
    includeAttemptCount: false,
    includeAttemptCountInResponse: false,
    origin: BY_HAND,
  }
}

/** All requests are split over c0, c1, ... */
export function weightedHostOf(weights: readonly number[]): VirtualHost {
  const clusters = weights.map((weight, index) => ({ name: `c${index}`, weight }))
  return virtualHostOf({ path: 'weights', value: { route: { weighted_clusters: { clusters } } } })
}

export const DOMAIN = 'bed'

function gatedRoute(at: JsonField): Route {
  onlyFields(at, ['match', 'route'])
  const match = field(at, 'match')
  onlyFields(match, ['runtime_fraction'])
  return routeOf('first route', field(at, 'route'), {
    runtimeFraction: runtimeFraction(field(match, 'runtime_fraction')),
  })
}

interface Extras {
  readonly mirrors?: readonly MirrorPolicy[]
  readonly fault?: FaultPolicy
  readonly runtimeFraction?: Fraction
}

const EVERYTHING: RouteMatch = {
  path: { kind: 'prefix', value: '/', ignoreCase: false },
  headers: [],
  query: [],
  claims: [],
}

function routeOf(name: string, at: JsonField, { mirrors = [], fault, runtimeFraction }: Extras): Route {
  return {
    name,
    match: { ...EVERYTHING, ...(runtimeFraction && { runtimeFraction }) },
    action: { ...actionOf(at), mirrors },
    requestHeaders: NO_MUTATION,
    responseHeaders: NO_MUTATION,
    ...(fault && { fault }),
    origin: BY_HAND,
  }
}

function actionOf(at: JsonField): ForwardAction {
  onlyFields(at, ['cluster', 'weighted_clusters', 'timeout', 'retry_policy'])
  const cluster = field(at, 'cluster')
  const split = field(at, 'weighted_clusters')
  const retry = field(at, 'retry_policy')
  const settings = { path: at.path, value: { timeout: field(at, 'timeout').value } }
  const clusters = isPresent(cluster) ? [weighted(textOf(cluster), 1)] : clustersOf(split)
  return {
    ...routeAction(settings, ''),
    clusters,
    weighted: !isPresent(cluster),
    ...(isPresent(retry) && { retry: retryPolicy(retry) }),
  }
}

function clustersOf(at: JsonField): ForwardAction['clusters'] {
  onlyFields(at, ['clusters'])
  return itemsOf(field(at, 'clusters')).map(each => {
    onlyFields(each, ['name', 'weight'])
    return weighted(textOf(field(each, 'name')), numberOf(field(each, 'weight')))
  })
}

function weighted(cluster: string, weight: number): ForwardAction['clusters'][number] {
  return { cluster, weight, requestHeaders: NO_MUTATION, responseHeaders: NO_MUTATION, origin: BY_HAND }
}

function mirrorsOf(at: JsonField): readonly MirrorPolicy[] {
  if (!isPresent(at)) return []
  return itemsOf(at).map(each => {
    onlyFields(each, ['cluster', 'runtime_fraction'])
    const given = field(each, 'runtime_fraction')
    const cluster = textOf(field(each, 'cluster'))
    if (!isPresent(given)) return { cluster, percent: 100, shadowHost: true }
    const { numerator, denominator } = runtimeFraction(given)
    return { cluster, percent: (numerator / denominator) * 100, denominator, shadowHost: true }
  })
}

function faultOf(at: JsonField): FaultPolicy | undefined {
  if (!isPresent(at)) return undefined
  onlyFields(at, ['delay', 'abort'])
  const delay = field(at, 'delay')
  const abort = field(at, 'abort')
  if (isPresent(delay)) onlyFields(delay, ['fixed_delay', 'percentage'])
  if (isPresent(abort)) onlyFields(abort, ['http_status', 'percentage'])
  return {
    ...(isPresent(delay) && {
      delay: { durationNs: durationNs(field(delay, 'fixed_delay')), percent: percentage(field(delay, 'percentage')) },
    }),
    ...(isPresent(abort) && {
      abort: { status: numberOf(field(abort, 'http_status')), percent: percentage(field(abort, 'percentage')) },
    }),
  }
}

function percentage(at: JsonField): number {
  const { numerator, denominator } = fractionOf(at)
  return (numerator / denominator) * 100
}

function runtimeFraction(at: JsonField): Fraction {
  onlyFields(at, ['default_value'])
  return fractionOf(field(at, 'default_value'))
}

const DENOMINATORS = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }

/** Envoy's FractionalPercent. */
function fractionOf(at: JsonField): Fraction {
  onlyFields(at, ['numerator', 'denominator'])
  const denominator = field(at, 'denominator')
  const name = isPresent(denominator) ? oneOf(denominator, ['HUNDRED', 'TEN_THOUSAND', 'MILLION']) : 'HUNDRED'
  return { numerator: numberOf(field(at, 'numerator')), denominator: DENOMINATORS[name] }
}
