import type { ProxyTables } from '../../dataplane/data-plane.ts'
import { type Headers, NO_HEADERS } from '../../dataplane/request.ts'
import type { Route, WeightedCluster } from '../../dataplane/route.ts'
import type { HttpDenial } from '../../proxy/authorize/access.ts'
import type { RoutingCall, Verdict } from '../../proxy/route/decide.ts'
import { mutateHeaders } from '../../proxy/route/mutate-headers.ts'
import { answerHeaders, NO_SUBSTITUTE, type Outcome } from './forward.ts'
import { changedHeaders } from './header-facts.ts'
import type { Facts } from './recording.ts'
import { ownAnswer } from './secured.ts'

/** Answered by the proxy's own policies; the route counts all the same. */
export function deniedOutcomes(
  tables: ProxyTables,
  verdict: Verdict,
  denial: HttpDenial,
  call: RoutingCall,
): readonly Outcome[] {
  const own = { flags: denial.flags.join() || '-', details: denial.details }
  if (verdict.kind !== 'route') return certainly({ ...ownAnswer(denial, call.request.method), ...own })
  const { route } = verdict
  if (route.action.kind !== 'forward') {
    return certainly({ ...ownAnswer(denial, call.request.method), ...own, ...localHeaders(route, denial.headers) })
  }
  return byWeight(route.action.clusters).map(({ entry, probability }) => ({
    probability,
    facts: {
      ...(tables.cluster(entry.cluster) ? { cluster: entry.cluster } : {}),
      ...ownAnswer(denial, call.request.method),
      ...own,
      ...answerHeaders(route, entry, denial.headers, NO_HEADERS, []),
    },
  }))
}

function localHeaders(route: Route, received: Headers): Facts {
  const { headersAdded } = changedHeaders(NO_HEADERS, mutateHeaders(received, route.responseHeaders, NO_SUBSTITUTE))
  return headersAdded === undefined ? {} : { responseHeadersAdded: headersAdded }
}

export function certainly(facts: Facts): readonly Outcome[] {
  return [{ probability: 1, facts }]
}

/** Destinations of a split with their shares. */
export function byWeight(
  clusters: readonly WeightedCluster[],
): readonly { readonly entry: WeightedCluster; readonly probability: number }[] {
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0)
  return clusters.map(entry => ({ entry, probability: entry.weight / total }))
}
