import { isIpAddress } from '../host/name.ts'
import type { MeshService } from '../registry/service.ts'

/** Domains of a service's virtual host; `short` ones must give way to a service that is really called so. */
export interface Domains {
  readonly all: readonly string[]
  readonly short: ReadonlySet<string>
}

export interface DomainContext {
  /** Namespace of the client. */
  readonly namespace: string
  /** DNS domain of the mesh. */
  readonly domain: string
  /** Since 1.27 the name with a trailing dot is a domain too. */
  readonly absoluteNames: boolean
}

/** core/httproute.go:generateVirtualHostDomains. The port of Host is ignored, so no domain has one. */
export function domainsOf(service: MeshService, context: DomainContext): Domains {
  const all: string[] = []
  const short = new Set<string>()
  for (const hostname of [service.hostname, ...service.aliases.map(alias => alias.hostname)]) {
    all.push(hostname)
    if (context.absoluteNames && !isIpAddress(hostname)) all.push(`${hostname}.`)
    for (const name of shortNames(hostname, context)) {
      all.push(name)
      short.add(name)
    }
  }
  if (service.headless) all.push(...all.map(domain => `*.${domain}`))
  for (const address of service.addresses) if (address !== '0.0.0.0') all.push(bracketed(address))
  return { all: [...new Set(all)], short }
}

/** `svc.ns` and `svc.ns.svc`; within the client's own namespace also `svc`. */
function shortNames(hostname: string, context: DomainContext): readonly string[] {
  const suffix = `.svc.${context.domain}`
  if (!hostname.endsWith(suffix)) return []
  const withNamespace = hostname.slice(0, -suffix.length)
  const dot = withNamespace.indexOf('.')
  if (dot < 0) return []
  const names = [withNamespace, `${withNamespace}.svc`]
  return withNamespace.slice(dot + 1) === context.namespace ? [withNamespace.slice(0, dot), ...names] : names
}

/** IPv6 in a Host header stands in brackets. */
export function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') && !host.includes('/') ? `[${host}]` : host
}
