import type { FilterChain, FilterChainMatch } from '../../../dataplane/listener.ts'
import { isWildcard } from '../host/name.ts'
import { matchesAnything } from './chain.ts'
import { containsAddress, prefixLength } from './cidr.ts'

/** What Envoy's listener filters learn about a connection. */
export interface Downstream {
  /** Destination address; `''` = some address outside the mesh. */
  readonly address: string
  readonly port: number
  /** Absent = plain text, which the HTTP inspector takes for HTTP/1.1. */
  readonly sni?: string
}

/**
 * Envoy's filter chain search (source/common/listener_manager/filter_chain_manager_impl.cc): destination port, address,
 * server name, transport, application protocol, each time the most specific group, without coming back from a dead
 * end; then the default chain, which is the one that matches anything.
 */
export function chooseChain(chains: readonly FilterChain[], downstream: Downstream): FilterChain | undefined {
  let left = narrow(chains, match =>
    match.destinationPort === undefined ? 0 : match.destinationPort === downstream.port ? 1 : -1,
  )
  left = narrow(left, match => addressRank(match, downstream.address))
  left = narrow(left, match => serverNameRank(match, downstream.sni))
  const transport = downstream.sni === undefined ? 'raw_buffer' : 'tls'
  left = narrow(left, match => (match.transport === undefined ? 0 : match.transport === transport ? 1 : -1))
  left = narrow(left, match => protocolRank(match, downstream))
  return left[0] ?? chains.find(chain => matchesAnything(chain.match))
}

/** The chains with the highest rank; a negative rank is no match. */
function narrow(chains: readonly FilterChain[], rank: (match: FilterChainMatch) => number): readonly FilterChain[] {
  const ranks = chains.map(chain => rank(chain.match))
  const best = Math.max(0, ...ranks)
  return chains.filter((_, i) => ranks[i] === best)
}

function addressRank(match: FilterChainMatch, address: string): number {
  if (match.destinationPrefixes.length === 0) return 0
  const lengths = match.destinationPrefixes
    .filter(prefix => containsAddress(prefix, address))
    .map(prefix => prefixLength(prefix) + 1)
  return Math.max(-1, ...lengths)
}

function serverNameRank(match: FilterChainMatch, sni: string | undefined): number {
  if (match.serverNames.length === 0 || match.serverNames.includes('*')) return 0
  if (!sni) return -1
  const ranks = match.serverNames.map(name => {
    const wanted = name.toLowerCase()
    if (isWildcard(wanted)) return sni.length > wanted.length - 1 && sni.endsWith(wanted.slice(1)) ? wanted.length : -1
    return sni === wanted ? Number.MAX_SAFE_INTEGER : -1
  })
  return Math.max(...ranks)
}

/** TLS of an application carries its own protocols, none of which a chain of istiod's names. */
function protocolRank(match: FilterChainMatch, downstream: Downstream): number {
  if (match.applicationProtocols.length === 0) return 0
  return downstream.sni === undefined && match.applicationProtocols.includes('http/1.1') ? 1 : -1
}
