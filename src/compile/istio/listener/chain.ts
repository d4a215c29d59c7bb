import type { FilterChain, FilterChainMatch, TcpFilter } from '../../../dataplane/listener.ts'
import type { Origin } from '../../../dataplane/origin.ts'
import type { WeightedCluster } from '../../../dataplane/route.ts'
import { NO_MUTATION } from '../../../dataplane/route.ts'

export const MATCH_ANYTHING: FilterChainMatch = { serverNames: [], applicationProtocols: [], destinationPrefixes: [] }

/** What Envoy's HTTP inspector reports for plain-text HTTP (plaintextHTTPALPNs). */
export const PLAIN_HTTP: FilterChainMatch = {
  ...MATCH_ANYTHING,
  transport: 'raw_buffer',
  applicationProtocols: ['http/1.0', 'http/1.1', 'h2c'],
}

export function httpChain(
  routeConfig: string,
  match: FilterChainMatch,
  origin: Origin,
  terminatesTls = false,
): FilterChain {
  return { name: '', match, filter: { kind: 'http', routeConfig, terminatesTls }, origin }
}

export function tcpChain(filter: TcpFilter, match: Partial<FilterChainMatch>, origin: Origin, name = ''): FilterChain {
  return { name, match: { ...MATCH_ANYTHING, ...match }, filter, origin }
}

export function onlyCluster(cluster: string, origin: Origin): readonly WeightedCluster[] {
  return [{ cluster, weight: 100, requestHeaders: NO_MUTATION, responseHeaders: NO_MUTATION, origin }]
}

/** A star among the names makes the test of the server name void (filterChainOpts.isMatchAll). */
export function matchesAnything(match: FilterChainMatch): boolean {
  return (
    effectiveNames(match).length === 0 &&
    match.applicationProtocols.length === 0 &&
    match.transport === undefined &&
    match.destinationPrefixes.length === 0 &&
    match.destinationPort === undefined
  )
}

function effectiveNames(match: FilterChainMatch): readonly string[] {
  return match.serverNames.includes('*') ? [] : match.serverNames
}

/** Envoy would refuse two chains with one match; istiod keeps the first (filterChainOpts.conflictsWith). */
export function sameMatch(a: FilterChainMatch, b: FilterChainMatch): boolean {
  return (
    a.transport === b.transport &&
    a.applicationProtocols.join() === b.applicationProtocols.join() &&
    sameSet(effectiveNames(a), effectiveNames(b)) &&
    sameSet(a.destinationPrefixes, b.destinationPrefixes)
  )
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join() === [...b].sort().join()
}
