import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import { loggedRoute } from '../../proxy/route/logged-route.ts'
import { byWeight, certainly } from './denied.ts'
import type { Outcome } from './forward.ts'

/**
 * A request that is no HTTP to Envoy's codec, which answers by itself, or whose path can't be normalised, which the connection
 * manager answers without a body; its log names the cluster of the route that there would be.
 */
export function badRequestOutcomes(
  tables: ProxyTables,
  call: RoutingCall,
  details: 'http1.codec_error' | 'path_normalization_failed',
): readonly Outcome[] {
  if (details === 'http1.codec_error') return certainly({ status: 400, flags: 'DPE', details, body: 'Bad Request' })
  const facts = { status: 400, flags: '-', details }
  const action = loggedRoute(tables, call)?.route.action
  if (action?.kind !== 'forward') return certainly(facts)
  return byWeight(action.clusters).map(({ entry, probability }) => ({
    probability,
    facts: tables.cluster(entry.cluster) ? { ...facts, cluster: entry.cluster } : facts,
  }))
}
