import type { Connection, ConnectTarget, ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Step } from '../../dataplane/explanation.ts'
import type { FilterChain, FilterChainMatch, Listener } from '../../dataplane/listener.ts'
import type { Origin } from '../../dataplane/origin.ts'
import { step } from './step.ts'
import type { MeshView } from './view.ts'

/** Address, listener, filter chain: how a connection comes to a route table or a TCP proxy. */
export function connectionSteps(
  view: MeshView,
  proxy: ProxyIdentity,
  target: ConnectTarget,
  connection: Connection,
): readonly Step[] {
  const { listener, filterChain } = connection
  return [
    dialledStep(view, proxy, target, connection),
    ...(listener ? [listenerStep(listener, proxy)] : []),
    ...(listener && filterChain && listener.filterChains.length > 1
      ? [step('filter chain', chainText(filterChain.match), chainOrigin(filterChain))]
      : []),
    ...(connection.error === undefined ? [] : [step('connection', connection.error)]),
  ]
}

function dialledStep(
  { registry }: MeshView,
  proxy: ProxyIdentity,
  { host, port, tls }: ConnectTarget,
  { dialled }: Connection,
): Step {
  const inTls = tls ? `, TLS for ${tls.sni || 'no server name'}` : ''
  if (proxy.kind === 'gateway') return step('dialled', `port ${port} of the gateway${inTls}`)
  const address = dialled.slice(0, dialled.lastIndexOf(':'))
  if (address === 'external') return step('dialled', `${host}:${port}, an address outside the mesh${inTls}`)
  const service = registry.seenFrom(proxy.cluster).services.find(({ addresses }) => addresses.includes(address))
  if (!service) return step('dialled', `${dialled}${address === host ? '' : `, which ${host} resolves to`}${inTls}`)
  const origin: Origin = { ...service.origin, why: '' }
  return step('dialled', `${dialled}, the address of ${service.hostname}${inTls}`, origin)
}

function listenerStep(listener: Listener, proxy: ProxyIdentity): Step {
  const { name, address, port, origin } = listener
  if (proxy.kind === 'gateway') return step('listener', `${name}: port of the gateway's pods`, origin)
  if (name === 'virtualOutbound') return step('listener', `${name}: no other listener has the address and port`)
  if (address === '0.0.0.0') return step('listener', `${name}: takes port ${port} of every address`)
  return step('listener', `${name}: takes this address and port only`, { ...origin, why: '' })
}

/** All HTTP services of a port share one chain, whichever came first. */
function chainOrigin({ filter, origin }: FilterChain): Origin | undefined {
  return filter.kind === 'tcp' || filter.terminatesTls ? origin : undefined
}

function chainText(match: FilterChainMatch): string {
  const parts = [
    ...(match.destinationPrefixes.length > 0 ? [`address in ${match.destinationPrefixes.join(', ')}`] : []),
    ...(match.serverNames.length > 0 ? [`server name ${match.serverNames.join(' or ')}`] : []),
    ...(match.applicationProtocols.includes('http/1.1') ? ['plain-text HTTP'] : []),
    ...(match.transport === 'tls' ? ['TLS'] : []),
  ]
  return parts.length === 0 ? 'takes what no other chain does' : parts.join(', ')
}
