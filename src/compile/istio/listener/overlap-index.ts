import { hostsOverlap, isWildcard } from '../host/name.ts'
import type { VirtualService } from '../virtual-service/virtual-service.ts'

/** VirtualServices with a host that overlaps a hostname, in their given order (core/tls.go:getConfigsForHost). */
export function overlapIndex(
  virtualServices: readonly VirtualService[],
): (hostname: string) => readonly VirtualService[] {
  const exact = new Map<string, number[]>()
  const withWildcard: number[] = []
  virtualServices.forEach((vs, i) => {
    if (vs.hosts.some(isWildcard)) withWildcard.push(i)
    for (const host of vs.hosts) {
      const held = exact.get(host)
      if (held) held.push(i)
      else exact.set(host, [i])
    }
  })
  return hostname => {
    if (isWildcard(hostname)) return virtualServices.filter(vs => vs.hosts.some(host => hostsOverlap(host, hostname)))
    const covering = withWildcard.filter(i => virtualServices[i].hosts.some(host => hostsOverlap(host, hostname)))
    const found = new Set([...(exact.get(hostname) ?? []), ...covering])
    return [...found].sort((a, b) => a - b).map(i => virtualServices[i])
  }
}
