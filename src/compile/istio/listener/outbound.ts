import type { FilterChain, Listener, TcpFilter } from '../../../dataplane/listener.ts'
import type { Origin } from '../../../dataplane/origin.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import { isHttp, isTcp, type Protocol } from '../registry/service.ts'
import type { OutboundPolicy } from '../sidecar-scope/scope.ts'
import { unknownCluster } from '../virtual-host/catch-all.ts'
import type { Binding } from './bindings.ts'
import { httpChain, MATCH_ANYTHING, matchesAnything, onlyCluster, PLAIN_HTTP, sameMatch, tcpChain } from './chain.ts'
import { tcpFilter } from './tcp-filter.ts'
import { type TcpContext, tcpChains } from './tcp-routes.ts'

const WILDCARD = '0.0.0.0'

/** A listener while services are being added to it (core/listener.go:outboundListenerEntry). */
interface Draft {
  readonly protocol: Protocol
  readonly chains: readonly FilterChain[]
}

/**
 * One outbound listener from all service ports that want its address (buildSidecarOutboundListener): HTTP services
 * share one chain, TCP chains are added while their conditions differ, and a mix of both is sniffed.
 */
export function buildOutboundListener(
  bindings: readonly Binding[],
  contextOf: (binding: Binding) => TcpContext,
  policy: OutboundPolicy,
): Listener {
  const first = bindings[0]
  let draft: Draft | undefined
  for (const binding of bindings) draft = addBinding(draft, binding, contextOf(binding))
  return {
    name: `${first.bind}_${first.port.number}`,
    address: first.bind,
    port: first.port.number,
    filterChains: withFallback(draft?.chains ?? [], policy),
    origin: first.service.origin,
  }
}

function addBinding(draft: Draft | undefined, binding: Binding, context: TcpContext): Draft | undefined {
  const { protocol } = binding.port
  if (draft && isWellKnownConflict(protocol, draft.protocol)) return draft
  if (isHttp(protocol)) return addHttp(draft, binding)
  const tcp = tcpChains(binding, context)
  if (isTcp(protocol)) return addTcp(draft, tcp, protocol)
  return addSniffed(draft, binding, tcp)
}

/** Another HTTP service on the port needs no chain of its own: it is a virtual host of the same table. */
function addHttp(draft: Draft | undefined, binding: Binding): Draft {
  if (draft && !isTcp(draft.protocol)) return draft
  const isShared = binding.bind === WILDCARD && binding.port.protocol !== 'HTTP_PROXY'
  const chain = httpChain(String(binding.port.number), isShared ? PLAIN_HTTP : MATCH_ANYTHING, binding.service.origin)
  if (draft) return merge(draft, [chain], 'Unsupported')
  return { protocol: isShared ? 'Unsupported' : binding.port.protocol, chains: [chain] }
}

function addTcp(draft: Draft | undefined, chains: readonly FilterChain[], protocol: Protocol): Draft {
  if (!draft) return { protocol, chains }
  return merge(draft, chains, isHttp(draft.protocol) ? 'Unsupported' : draft.protocol)
}

function addSniffed(draft: Draft | undefined, binding: Binding, tcp: readonly FilterChain[]): Draft {
  const isOwn = binding.bind !== WILDCARD
  const table = isOwn ? `${binding.service.hostname}:${binding.port.number}` : String(binding.port.number)
  const chains = [...tcp, httpChain(table, PLAIN_HTTP, binding.service.origin)]
  if (!draft || isHttp(draft.protocol)) return { protocol: 'Unsupported', chains }
  return isTcp(draft.protocol) ? merge(draft, chains, 'Unsupported') : draft
}

function merge(draft: Draft, incoming: readonly FilterChain[], protocol: Protocol): Draft {
  const chains = [...draft.chains]
  for (const chain of incoming) {
    if (!chains.some(held => sameMatch(held.match, chain.match))) chains.push(chain)
  }
  return { protocol, chains }
}

/** Servers that speak first must not share a port with anything that waits for the client. */
function isWellKnownConflict(incoming: Protocol, existing: Protocol): boolean {
  const speaksFirst = (protocol: Protocol) => protocol === 'Mongo' || protocol === 'MySQL'
  return incoming !== existing && (speaksFirst(incoming) || speaksFirst(existing))
}

/** The chain without conditions comes last; where none is, unknown traffic goes the way of the outbound policy. */
function withFallback(chains: readonly FilterChain[], policy: OutboundPolicy): readonly FilterChain[] {
  const fallback = chains.find(chain => matchesAnything(chain.match))
  const conditional = chains.filter(chain => !matchesAnything(chain.match))
  return [...conditional, fallback ?? unknownChain('PassthroughFilterChain', policy)]
}

function unknownChain(name: string, policy: OutboundPolicy): FilterChain {
  const origin: Origin = { resource: 'istiod', place: NO_PLACE, why: `outboundTrafficPolicy ${policy.mode}` }
  return tcpChain(passingTo(unknownCluster(policy) ?? 'BlackHoleCluster', origin), {}, origin, name)
}

/** What belongs to no service has no DestinationRule. */
function passingTo(cluster: string, origin: Origin): TcpFilter {
  return tcpFilter(onlyCluster(cluster, origin), undefined, '')
}

/** Takes every connection that no other listener claims (core/listener_builder.go:buildVirtualOutboundListener). */
export function virtualOutbound(policy: OutboundPolicy): Listener {
  const origin: Origin = { resource: 'istiod', place: NO_PLACE, why: 'catches what no listener claims' }
  const loop = tcpChain(
    passingTo('BlackHoleCluster', origin),
    { destinationPort: 15001 },
    origin,
    'virtualOutbound-trafficloop',
  )
  return {
    name: 'virtualOutbound',
    address: WILDCARD,
    port: 15001,
    filterChains: [loop, unknownChain('virtualOutbound-catchall-tcp', policy)],
    origin,
  }
}
