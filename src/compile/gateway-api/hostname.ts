import { isSubsetOf, isWildcard } from '../istio/host/name.ts'

/**
 * Host names that a listener and a route agree on, the narrower of each pair; an empty list on either side means every
 * host, told as `*`. Nothing = they do not meet.
 */
export function commonHosts(listener: string, route: readonly string[]): readonly string[] {
  const wider = listener === '' ? '*' : listener
  if (route.length === 0) return [wider]
  return route.flatMap(host =>
    isSubsetOf(host, wider) ? [host] : isWildcard(host) && isSubsetOf(wider, host) ? [wider] : [],
  )
}
