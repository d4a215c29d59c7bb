import { append } from '../multimap.ts'
import type { MeshService, ServiceAlias } from './service.ts'

/**
 * ExternalName Services become aliases of the service that they finally lead to, over any number of steps
 * (pilot/pkg/model/push_context.go:resolveServiceAliases). Those that lead outside the mesh or in a circle alias nothing.
 */
export function withAliases(services: readonly MeshService[]): readonly MeshService[] {
  const next = new Map<string, string>()
  for (const service of services) {
    if (service.externalName !== undefined) next.set(service.hostname, service.externalName)
  }
  if (next.size === 0) return services

  const aliases = new Map<string, ServiceAlias[]>()
  for (const service of services) {
    const target = service.externalName === undefined ? undefined : follow(service.hostname, next)
    if (target === undefined) continue
    append(aliases, target, { hostname: service.hostname, namespace: service.namespace })
  }
  for (const list of aliases.values()) list.sort((a, b) => (a.hostname < b.hostname ? -1 : 1))
  return services.map(service => {
    const own = service.resolution === 'alias' ? undefined : aliases.get(service.hostname)
    return own ? { ...service, aliases: own } : service
  })
}

function follow(hostname: string, next: ReadonlyMap<string, string>): string | undefined {
  const seen = new Set<string>()
  let at = hostname
  for (;;) {
    const target = next.get(at)
    if (target === undefined) return at
    if (seen.has(at)) return undefined
    seen.add(at)
    at = target
  }
}
