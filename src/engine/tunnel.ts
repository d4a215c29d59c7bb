import { meshSni } from '../compile/istio/cluster/name.ts'
import { assert } from '../kernel/assert.ts'
import { NO_HOST } from '../proxy/balance/balancer.ts'
import { fromPeer } from './access.ts'
import { answeredLocally, forwarding } from './blank-decision.ts'
import type { Decision } from './decision.ts'
import { UC, UH } from './flags.ts'
import { hashOf } from './hashing.ts'
import { isListed } from './network-gateway.ts'
import type { PodState } from './pod-state.ts'
import type { ProxyState } from './proxy-state.ts'
import { CONNECT_FAILURE, CONNECTION_TERMINATION } from './reset.ts'
import type { Row } from './row.ts'
import { addHost, type UpstreamState } from './upstream-state.ts'
import type { World } from './world.ts'

/**
 * Connections to another network pass through its east-west gateway, a TCP proxy that finds the cluster by the server name of
 * TLS (AUTO_PASSTHROUGH) and balances again. The certificate that its server sees is the caller's. Known difference from Envoy:
 * each request is taken to have a connection of its own at the gateway, where a real one stays with the server that it was given.
 */

/** The pod behind a chosen host. An address of a gateway leads to another pod once its own is gone from the load balancer. */
export function targetOf(world: World, upstream: UpstreamState, slot: number): PodState {
  const pod = upstream.hosts[slot].pod
  if (pod.role !== 'gateway' || isListed(pod) || !isGatewayAddress(upstream, slot)) return pod
  const { pools, hosts } = upstream.balancer
  pools.closeIdle(slot)
  addHost(world, upstream, slot, hosts.endpoint[slot])
  return upstream.hosts[slot].pod
}

/** A visit at a gateway that came by its address rather than as one of the gateway's own clients. */
export function isTunnelled({ upstream, slot }: Row): boolean {
  return upstream !== null && slot !== NO_HOST && isGatewayAddress(upstream, slot)
}

function isGatewayAddress({ hosts, balancer }: UpstreamState, slot: number): boolean {
  const { pod, address } = balancer.hosts.endpoint[slot]
  const listed = hosts[slot].pod
  return pod === '' && listed.role === 'gateway' && !address.startsWith(`${listed.pod.ip}:`)
}

/** Shape of a tunnelled request at the gateway, for which the gateway's decision is there: it looks at nothing but the name. */
export function tunnelShape(world: World, gateway: ProxyState, { upstream, slot }: Row, arriving: number): number {
  assert(upstream !== null, 'tunnels come from proxies')
  const { host, port, subset } = upstream.cluster
  const { port: gatewayPort } = upstream.balancer.hosts.endpoint[slot]
  const tls = { sni: meshSni(port, subset, host) }
  const { request, caller } = world.shapes.of(arriving)
  const shape = world.shapes.intern(request, { host: upstream.hosts[slot].pod.pod.ip, port: gatewayPort, tls }, caller)
  gateway.table.decisions[shape] ??= tunnelDecision(world, gateway, shape, arriving)
  return shape
}

/** No listener or no chain for the name: the connection is closed before its handshake is over. */
function tunnelDecision(world: World, gateway: ProxyState, shape: number, arriving: number): Decision {
  const asked = world.shapes.of(shape)
  const filter = gateway.table.tables.connect(asked.target).filterChain?.filter
  if (filter?.kind !== 'tcp') return answeredLocally(asked, 503, UH)
  return {
    ...forwarding(asked),
    tcpLimits: filter.limits,
    hash: hashOf(filter.hash, fromPeer(gateway, asked, asked.request)),
    destinations: filter.clusters.map(({ cluster }) => ({
      cluster: world.clusterRefs.tunnel(cluster),
      shape: arriving,
      split: -1,
    })),
    weights: filter.clusters.map(({ weight }) => weight),
  }
}

/** The gateway has no answer of its own to give: what it could not pass on is a connection that failed, or broke later. */
export function lossBehind(flags: number): number {
  return (flags & UC) === 0 ? CONNECT_FAILURE : CONNECTION_TERMINATION
}
