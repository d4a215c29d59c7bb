/** Host names with an optional leading `*` (pkg/config/host/name.go): the rest after the star is a raw suffix. */

export function isWildcard(host: string): boolean {
  return host.startsWith('*')
}

/** Either name covers the other, or they are equal (host.Name.Matches: symmetric). */
export function hostsOverlap(a: string, b: string): boolean {
  const aWild = isWildcard(a)
  const bWild = isWildcard(b)
  if (aWild && bWild) {
    return a.length < b.length ? b.endsWith(a.slice(1)) : a.endsWith(b.slice(1))
  }
  if (aWild) return b.endsWith(a.slice(1))
  if (bWild) return a.endsWith(b.slice(1))
  return a === b
}

/** `host` lies within `wider` (host.Name.SubsetOf: one way). */
export function isSubsetOf(host: string, wider: string): boolean {
  if (isWildcard(wider)) {
    const suffix = wider.slice(1)
    return isWildcard(host) ? host.slice(1).endsWith(suffix) : host.endsWith(suffix)
  }
  return host === wider
}

/** Most specific first: exact before wildcard, then longer, then alphabetical (host.MoreSpecific). */
export function compareSpecificity(a: string, b: string): number {
  const aWild = isWildcard(a)
  const bWild = isWildcard(b)
  if (aWild !== bWild) return aWild ? 1 : -1
  if (a.length !== b.length) return b.length - a.length
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Hosts on which both lists agree, the narrower name of each pair, in the order of `a` (host.Names.Intersection).
 */
export function intersectHosts(a: readonly string[], b: readonly string[]): readonly string[] {
  const found = new Set<string>()
  for (const x of a) {
    for (const y of b) {
      if (isSubsetOf(x, y)) found.add(x)
      else if (isSubsetOf(y, x)) found.add(y)
    }
  }
  return [...found]
}

/** An IPv4 or IPv6 literal; names are anything else. */
export function isIpAddress(host: string): boolean {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || (host.includes(':') && /^[0-9a-fA-F:.]+$/.test(host))
}

/**
 * A name without any dot belongs to the namespace of the resource that writes it; every other name is taken as it
 * stands (model/config.go:ResolveShortnameToFQDN).
 */
export function resolveShortName(host: string, namespace: string, domain: string): string {
  if (host === '*' || host.includes('.') || isIpAddress(host)) return host
  return `${host}.${namespace}.svc.${domain}`
}
