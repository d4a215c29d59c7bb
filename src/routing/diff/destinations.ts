import type { Cluster } from '../../dataplane/cluster.ts'
import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type { LoadAssignment } from '../../dataplane/endpoint.ts'
import type { Origin } from '../../dataplane/origin.ts'
import { type Pod, podId, workloadId } from '../../dataplane/pod.ts'
import type { WeightedCluster } from '../../dataplane/route.ts'
import { localityText } from '../../kernel/locality.ts'
import { percentText } from '../explain/percent.ts'
import { type Fact, json, mutation, plain, wordsOf } from './fact.ts'
import type { DiffSide } from './side.ts'

/** One destination: who is meant, and how it is treated. */
export interface DestinationFacts {
  /** The same for equal destinations: a subset goes by its labels, not by its name. */
  readonly key: string
  readonly text: string
  readonly facts: ReadonlyMap<string, Fact>
  readonly origin?: Origin
}

export type Destinations = (cluster: string) => DestinationFacts

/** @param looksInside false where clusters of equal names are known to be equal */
export function destinationsOf(side: DiffSide, tables: ProxyTables, looksInside: boolean): Destinations {
  const pods = new Map(side.dataPlane.pods.map(pod => [podId(pod), pod]))
  const known = new Map<string, DestinationFacts>()
  return name => {
    let found = known.get(name)
    if (!found) {
      const cluster = tables.cluster(name)
      const assignment = looksInside ? tables.loadAssignment(name) : undefined
      found = describe(side, name, cluster, assignment, pods, looksInside)
      known.set(name, found)
    }
    return found
  }
}

function describe(
  side: DiffSide,
  name: string,
  cluster: Cluster | undefined,
  assignment: LoadAssignment | undefined,
  pods: ReadonlyMap<string, Pod>,
  looksInside: boolean,
): DestinationFacts {
  if (!cluster) return { key: `missing ${name}`, text: `${shortName(name)} (no such cluster)`, facts: new Map() }
  const { host, port, subset, origin } = cluster
  if (host === '') return { key: name, text: name, facts: new Map(), origin }
  const text = `${host.replace(/\.svc\.cluster\.local$/, '')}:${port}${subset === '' ? '' : ` ${subset}`}`
  const key = `${host}:${port} ${subset === '' ? '' : subsetKey(side, cluster)}`
  const facts = looksInside ? clusterFacts(cluster, assignment, pods) : new Map<string, Fact>()
  return { key, text, facts, origin }
}

function shortName(cluster: string): string {
  const [, port, subset, host] = cluster.split('|')
  return host === undefined ? cluster : `${host}:${port}${subset === '' ? '' : ` ${subset}`}`
}

function subsetKey({ resources }: DiffSide, { origin, subset }: Cluster): string {
  const rule = resources.get(origin.resource)
  const spec = rule?.body.spec as
    | { readonly subsets?: readonly { readonly name?: string; labels?: object }[] }
    | undefined
  const labels = Object.entries(spec?.subsets?.find(({ name }) => name === subset)?.labels ?? {})
  return labels.length === 0
    ? subset
    : labels
        .map(([name, value]) => `${name}=${value}`)
        .sort()
        .join()
}

function clusterFacts(
  cluster: Cluster,
  assignment: LoadAssignment | undefined,
  pods: ReadonlyMap<string, Pod>,
): ReadonlyMap<string, Fact> {
  const { name: _name, host, port, subset, origin, outlier, tls, ...policies } = cluster
  const facts = new Map<string, Fact>()
  for (const [what, value] of Object.entries(policies)) if (value !== undefined) facts.set(wordsOf(what), json(value))
  if (outlier) {
    const { configured: _configured, ...effective } = outlier
    facts.set('outlier detection', json(effective))
  }
  facts.set('tls', tls.mode === 'mesh' ? plain('mesh mTLS') : json(tls))
  facts.set('endpoints', endpointFact(assignment, pods))
  return facts
}

/** Who answers, by workload: how many pods of it there are does not matter, what share of the endpoints they are does. */
function endpointFact(assignment: LoadAssignment | undefined, pods: ReadonlyMap<string, Pod>): Fact {
  const shares = new Map<string, { share: number; text: string }>()
  const localities = assignment?.localities ?? []
  for (const { locality, priority, weight, endpoints } of localities) {
    const total = endpoints.reduce((sum, each) => sum + each.weight, 0)
    const all = localities.filter(each => each.priority === priority).reduce((sum, each) => sum + each.weight, 0)
    for (const endpoint of endpoints) {
      const pod = pods.get(endpoint.pod)
      const who = pod ? `${workloadId(pod)}:${endpoint.port}` : endpoint.address
      const where = localityText(locality)
      const rank = priority === 0 ? '' : ` at priority ${priority}`
      const text = `${who}${where === '' ? '' : ` in ${where}`}${rank}${endpoint.mtls ? '' : ' in plain text'}`
      const key = `${text} ${endpoint.health}`
      const held = shares.get(key) ?? { share: 0, text }
      held.share += (total === 0 ? 0 : endpoint.weight / total) * (all === 0 ? 1 : weight / all)
      shares.set(key, held)
    }
  }
  const parts = [...shares].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    key: parts.map(([key, { share }]) => `${key} ${share.toFixed(6)}`).join('\n'),
    text: parts.map(([, { share, text }]) => `${percentText(share)} ${text}`).join(', ') || 'none',
  }
}

/** One part of a split; parts that cannot be told apart are one. */
export interface Share {
  readonly key: string
  readonly text: string
  readonly share: number
}

export function sharesOf(clusters: readonly WeightedCluster[], of: Destinations): readonly Share[] {
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0)
  const shares = new Map<string, Share>()
  for (const { cluster, weight, requestHeaders, responseHeaders, hostRewrite } of clusters) {
    const { key, text } = of(cluster)
    const extras = [
      mutation(requestHeaders)?.text,
      mutation(responseHeaders) && `answers: ${mutation(responseHeaders)?.text}`,
      hostRewrite && `Host becomes ${hostRewrite}`,
    ].filter(each => each !== undefined && each !== '')
    const suffix = extras.length === 0 ? '' : ` (${extras.join('; ')})`
    const whole = `${key}${suffix}`
    const share = (shares.get(whole)?.share ?? 0) + (clusters.length === 1 ? 1 : total === 0 ? 0 : weight / total)
    shares.set(whole, { key: whole, text: `${text}${suffix}`, share })
  }
  return [...shares.values()]
}
