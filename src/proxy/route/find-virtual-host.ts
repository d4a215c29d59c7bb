import type { RouteConfiguration, VirtualHost } from '../../dataplane/route.ts'
import { cutPort } from './authority.ts'

/** Domains of one table, sorted for the search. */
interface DomainIndex {
  readonly exact: ReadonlyMap<string, VirtualHost>
  /** `*suffix`, by length of the suffix, longest first. */
  readonly suffixes: readonly WildcardGroup[]
  /** `prefix*`, likewise. */
  readonly prefixes: readonly WildcardGroup[]
  readonly fallback?: VirtualHost
}

interface WildcardGroup {
  readonly length: number
  readonly byLiteral: ReadonlyMap<string, VirtualHost>
}

const indexes = new WeakMap<RouteConfiguration, DomainIndex>()

/**
 * Envoy's virtual host search (source/common/router/config_impl.cc:RouteMatcher::findVirtualHost): exact domain,
 * longest `*suffix`, longest `prefix*`, then `*`. The order of virtual hosts means nothing.
 * Known differences from Envoy: the host is always Host or `:authority` (no vhost_header).
 * @param authority Host or `:authority` as the client sent it
 */
export function findVirtualHost(config: RouteConfiguration, authority: string): VirtualHost | undefined {
  let index = indexes.get(config)
  if (!index) {
    index = buildIndex(config)
    indexes.set(config, index)
  }
  const host = (config.ignorePortInHost ? cutPort(authority) : authority).toLowerCase()
  return (
    index.exact.get(host) ??
    findWildcard(index.suffixes, host, length => host.slice(-length)) ??
    findWildcard(index.prefixes, host, length => host.slice(0, length)) ??
    index.fallback
  )
}

/** A wildcard stands for at least one character. */
function findWildcard(
  groups: readonly WildcardGroup[],
  host: string,
  literal: (length: number) => string,
): VirtualHost | undefined {
  for (const group of groups) {
    if (group.length >= host.length) continue
    const found = group.byLiteral.get(literal(group.length))
    if (found) return found
  }
  return undefined
}

function buildIndex(config: RouteConfiguration): DomainIndex {
  const exact = new Map<string, VirtualHost>()
  const suffixes = new Map<string, VirtualHost>()
  const prefixes = new Map<string, VirtualHost>()
  let fallback: VirtualHost | undefined
  for (const virtualHost of config.virtualHosts) {
    for (const domain of virtualHost.domains.map(name => name.toLowerCase())) {
      if (domain === '*') fallback = virtualHost
      else if (domain.startsWith('*')) suffixes.set(domain.slice(1), virtualHost)
      else if (domain.endsWith('*')) prefixes.set(domain.slice(0, -1), virtualHost)
      else exact.set(domain, virtualHost)
    }
  }
  return { exact, suffixes: groupByLength(suffixes), prefixes: groupByLength(prefixes), fallback }
}

function groupByLength(literals: ReadonlyMap<string, VirtualHost>): readonly WildcardGroup[] {
  const groups = new Map<number, Map<string, VirtualHost>>()
  for (const [literal, virtualHost] of literals) {
    const group = groups.get(literal.length) ?? new Map<string, VirtualHost>()
    group.set(literal, virtualHost)
    groups.set(literal.length, group)
  }
  return [...groups].sort(([a], [b]) => b - a).map(([length, byLiteral]) => ({ length, byLiteral }))
}
