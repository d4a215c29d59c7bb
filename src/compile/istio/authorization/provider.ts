import { clusterName } from '../cluster/name.ts'
import { type Fields, fields, list, numberOr, optionalFields, text, texts } from '../field.ts'
import type { ServiceRegistry } from '../registry/service.ts'

/** An external authorization service of MeshConfig (`extensionProviders`). */
export interface AuthorizationProvider {
  readonly name: string
  readonly cluster: string
  /** Services that speak HTTP can't judge plain connections. */
  readonly protocol: 'http' | 'grpc'
  readonly failOpen: boolean
  readonly statusOnError: number
  readonly includedHeaders: readonly string[]
  readonly headersToUpstream: readonly string[]
  readonly headersToDownstream?: readonly string[]
}

const FORBIDDEN = 403

/** Usable providers by name: an unknown service or a bad port makes one unusable (authz/builder/extauthz.go). */
export function readProviders(
  meshConfig: Fields,
  registry: ServiceRegistry,
): ReadonlyMap<string, AuthorizationProvider> {
  const providers = new Map<string, AuthorizationProvider>()
  for (const entry of list(meshConfig.extensionProviders).map(fields)) {
    const http = optionalFields(entry.envoyExtAuthzHttp)
    const settings = http ?? optionalFields(entry.envoyExtAuthzGrpc)
    const provider = settings && readProvider(text(entry.name), settings, http ? 'http' : 'grpc', registry)
    if (provider && !providers.has(provider.name)) providers.set(provider.name, provider)
  }
  return providers
}

function readProvider(
  name: string,
  settings: Fields,
  protocol: AuthorizationProvider['protocol'],
  registry: ServiceRegistry,
): AuthorizationProvider | undefined {
  const service = text(settings.service)
  const slash = service.indexOf('/')
  const hostname = service.slice(slash + 1)
  const port = numberOr(settings.port, 0)
  const isKnown = registry.named(hostname).some(({ namespace }) => slash < 0 || namespace === service.slice(0, slash))
  if (!isKnown || port < 1 || port > 65535) return undefined
  const lowerCase = (field: unknown) => texts(field).map(header => header.toLowerCase())
  const downstream = lowerCase(settings.headersToDownstreamOnDeny)
  return {
    name,
    cluster: clusterName(port, '', hostname),
    protocol,
    failOpen: settings.failOpen === true,
    statusOnError: numberOr(settings.statusOnError, FORBIDDEN),
    includedHeaders: lowerCase(settings.includeRequestHeadersInCheck ?? settings.includeHeadersInCheck),
    headersToUpstream: lowerCase(settings.headersToUpstreamOnAllow),
    headersToDownstream: downstream.length > 0 ? downstream : undefined,
  }
}
