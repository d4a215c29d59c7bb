import type { Origin } from '../../dataplane/origin.ts'
import type { ForwardAction, RedirectAction, Route, VirtualHost, WeightedCluster } from '../../dataplane/route.ts'
import { percentText } from '../explain/percent.ts'
import { retryText } from '../explain/route-steps.ts'
import { type DestinationFacts, type Destinations, sharesOf } from './destinations.ts'
import { type Fact, json, mutation, plain, seconds, wordsOf } from './fact.ts'

/** Everything that happens to a request at one proxy, by the name of what happens; independent of how rules are called. */
export interface FateFacts {
  readonly facts: ReadonlyMap<string, Fact>
  /** Of what the route leads to, by the destination's key. */
  readonly destinations: ReadonlyMap<string, DestinationFacts>
  /** The rule that took it. */
  readonly origin?: Origin
}

/** An answer of the proxy itself, or none at all. */
export function answerFacts(text: string, origin?: Origin): FateFacts {
  return { facts: new Map([['answer', { key: text, text }]]), destinations: new Map(), origin }
}

export function tcpFacts(clusters: readonly WeightedCluster[], destinations: Destinations): FateFacts {
  const facts: [string, Fact][] = [
    ['answer', plain('a TCP connection')],
    ['destination', splitFact(clusters, destinations)],
  ]
  return { facts: new Map(facts), destinations: factsOf(clusters, destinations), origin: clusters[0]?.origin }
}

export function routeFacts(route: Route, virtualHost: VirtualHost, destinations: Destinations): FateFacts {
  const { action, fault, cors, origin } = route
  const facts: [string, Fact | undefined][] = [
    ['fault', fault && json(fault)],
    ['cors', cors && json(cors)],
    ['request headers', mutation(route.requestHeaders)],
    ['response headers', mutation(route.responseHeaders)],
  ]
  if (action.kind === 'directResponse') facts.push(['answer', plain(`${action.status} ${action.body}`.trim())])
  if (action.kind === 'redirect') facts.push(['answer', redirectFact(action, route)])
  if (action.kind === 'forward') facts.push(...forwardFacts(action, route, destinations))
  if (virtualHost.includeAttemptCount) facts.push(['attempt count', plain('sent')])
  if (virtualHost.includeAttemptCountInResponse) facts.push(['attempt count in answers', plain('sent')])
  const known = facts.filter((each): each is [string, Fact] => each[1] !== undefined)
  const used = action.kind === 'forward' ? [...action.clusters, ...action.mirrors.map(asOnly)] : []
  return { facts: new Map(known), destinations: factsOf(used, destinations), origin }
}

/** A copy is treated by its cluster as any request is. */
function asOnly({ cluster }: { readonly cluster: string }) {
  return { cluster, weight: 1 }
}

function forwardFacts(action: ForwardAction, route: Route, of: Destinations): [string, Fact | undefined][] {
  const {
    clusters,
    weighted: _w,
    kind: _k,
    timeoutNs,
    maxGrpcTimeoutNs,
    retry,
    rewrite,
    hostRewrite,
    mirrors,
    hash,
    ...limits
  } = action
  return [
    ['answer', plain('forwarded')],
    ['destination', splitFact(clusters, of)],
    ['timeout', timeoutFact(timeoutNs, maxGrpcTimeoutNs)],
    ['retries', retry && retry.attempts > 0 ? { ...json(retry), text: retryText(retry, true) } : undefined],
    ['rewritten path', rewrite && rewriteFact(rewrite, route)],
    ['rewritten host', hostRewrite === undefined ? undefined : plain(hostRewrite)],
    ['mirrors', mirrors.length === 0 ? undefined : mirrorFact(action, of)],
    ['hash', hash.length === 0 ? undefined : json(hash)],
    ...Object.entries(limits).map(([name, value]): [string, Fact] => [wordsOf(name), json(value)]),
  ]
}

/** Istio bounds the timeout that gRPC clients ask for by that of the route: then one word says both. */
function timeoutFact(timeoutNs: number, maxGrpcTimeoutNs = timeoutNs): Fact {
  const own = timeoutNs === 0 ? 'none' : seconds(timeoutNs)
  const text = maxGrpcTimeoutNs === timeoutNs ? own : `${own}, for gRPC at most ${seconds(maxGrpcTimeoutNs)}`
  return { key: text, text }
}

function splitFact(clusters: readonly WeightedCluster[], of: Destinations): Fact {
  const shares = sharesOf(clusters, of).filter(({ share }) => share > 0)
  const parts = shares.map(({ share, text }) => (share === 1 ? text : `${percentText(share)} ${text}`))
  const key = shares.map(({ share, key }) => `${share.toFixed(9)} ${key}`).sort()
  return { key: key.join('\n'), text: parts.join(', ') || 'nowhere' }
}

function mirrorFact({ mirrors }: ForwardAction, of: Destinations): Fact {
  const parts = mirrors.map(({ cluster, percent }) => ({ ...of(cluster), percent }))
  return {
    key: parts.map(({ key, percent }) => `${percent} ${key}`).join('\n'),
    text: parts.map(({ text, percent }) => `${percent}% copied to ${text}`).join(', '),
  }
}

type Weighted = Pick<WeightedCluster, 'cluster' | 'weight'>

function factsOf(clusters: readonly Weighted[], of: Destinations): ReadonlyMap<string, DestinationFacts> {
  return new Map(
    clusters
      .filter(({ weight }) => weight > 0 || clusters.length === 1)
      .map(({ cluster }) => {
        const found = of(cluster)
        return [found.key, found]
      }),
  )
}

/** A prefix rewrite cuts off what the rule matched: how much is what counts, not how the rule says it. */
function rewriteFact(rewrite: NonNullable<ForwardAction['rewrite']>, route: Route): Fact {
  if (rewrite.kind === 'regex') return { ...json(rewrite), text: `${rewrite.pattern} becomes ${rewrite.substitution}` }
  const { key, text } = cutOff(route)
  return { key: `${key} ${rewrite.value}`, text: `${text} becomes ${rewrite.value}` }
}

function cutOff({ match: { path } }: Route): Fact {
  return path.kind === 'regex' ? plain('the path') : { key: String(path.value.length), text: path.value }
}

function redirectFact(action: RedirectAction, route: Route): Fact {
  const { code, scheme, host, port, path, prefixRewrite } = action
  const where = `${scheme ?? ''}${scheme ? '://' : ''}${host ?? ''}${port === undefined ? '' : `:${port}`}${path ?? ''}`
  const cut = prefixRewrite === undefined ? undefined : cutOff(route)
  const prefix = cut ? ` ${cut.text} becomes ${prefixRewrite}` : ''
  return { key: JSON.stringify([action, cut?.key]), text: `redirected ${code} to ${where}${prefix}` }
}
