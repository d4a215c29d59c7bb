import type { VirtualHost } from '../../../dataplane/route.ts'
import { compareText } from '../creation-order.ts'
import type { MeshService } from '../registry/service.ts'
import { bracketed, type DomainContext, domainsOf } from './domains.ts'
import type { RouteGroup } from './sidecar-routes.ts'

/**
 * Gives out names and domains (core/httproute.go:BuildSidecarOutboundVirtualHosts): who comes first keeps a domain, and
 * a short form of one name never takes the full name of another.
 */
export function buildVirtualHosts(
  groups: readonly RouteGroup[],
  port: number,
  context: DomainContext,
): readonly VirtualHost[] {
  const fullNames = new Set(groups.flatMap(group => group.services.map(service => service.hostname)))
  const names = new Set<string>()
  const taken = new Set<string>()
  const virtualHosts: VirtualHost[] = []

  const add = (hostname: string, group: RouteGroup, service?: MeshService) => {
    const name = `${bracketed(hostname)}:${port}`
    if (names.has(name)) return
    names.add(name)
    const wanted = service ? domainsOf(service, context) : { all: [bracketed(hostname)], short: new Set<string>() }
    const domains = wanted.all.filter(domain => {
      if (taken.has(domain.toLowerCase())) return false
      if (wanted.short.has(domain) && fullNames.has(domain)) return false
      taken.add(domain.toLowerCase())
      return true
    })
    if (domains.length > 0) virtualHosts.push(virtualHost(name, domains, group))
  }

  for (const group of groups) {
    for (const host of group.hosts) add(host, group)
    for (const service of group.services) add(service.hostname, group, service)
  }
  return virtualHosts.sort((a, b) => compareText(a.name, b.name))
}

function virtualHost(name: string, domains: readonly string[], group: RouteGroup): VirtualHost {
  return {
    name,
    domains,
    routes: group.routes,
    requireTls: 'none',
    includeAttemptCount: true,
    origin: group.origin,
  }
}
