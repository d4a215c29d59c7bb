import { compareSpecificity, isSubsetOf, isWildcard } from '../host/name.ts'
import type { VirtualService } from '../virtual-service/virtual-service.ts'

/** The VirtualService with the most specific host for a hostname, whether or not it has routes here. */
export type HostOwners = (hostname: string) => VirtualService | undefined

/**
 * Wildcard hosts serve a service only if no other imported VirtualService names it more closely
 * (model/sidecar.go:computeWildcardHostVirtualServiceIndex). Among equal hosts the first VirtualService counts.
 */
export function hostOwners(virtualServices: readonly VirtualService[]): HostOwners {
  const exact = new Map<string, VirtualService>()
  const wildcards = new Map<string, VirtualService>()
  for (const vs of virtualServices) {
    for (const host of vs.hosts) {
      const index = isWildcard(host) ? wildcards : exact
      if (!index.has(host)) index.set(host, vs)
    }
  }
  const bySpecificity = [...wildcards].sort(([a], [b]) => compareSpecificity(a, b))
  return hostname => exact.get(hostname) ?? bySpecificity.find(([host]) => isSubsetOf(hostname, host))?.[1]
}
