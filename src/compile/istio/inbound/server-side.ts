import type { MeshSettings } from '../../../config/mesh.ts'
import type { ProxyIdentity } from '../../../dataplane/data-plane.ts'
import type { Pod } from '../../../dataplane/pod.ts'
import type { PathNormalisation, ServerSide } from '../../../dataplane/server-side.ts'
import { customFilters, rbacFilters } from '../authorization/filters.ts'
import { type AuthorizationPolicy, policiesOf } from '../authorization/policy.ts'
import { readProviders } from '../authorization/provider.ts'
import { type Fields, fields, numberOr, text, texts } from '../field.ts'
import type { PeerModes } from '../peer-authentication/peer-modes.ts'
import type { ServiceRegistry } from '../registry/service.ts'
import { jwtFilter, type RequestAuthentication } from '../request-authentication/jwt-filter.ts'
import { inboundListener } from './listener.ts'
import { inboundPorts } from './ports.ts'

/** What the server's side of proxies is made from. */
export interface SecurityWorld {
  readonly settings: MeshSettings
  readonly registry: ServiceRegistry
  readonly peers: PeerModes
  readonly authorizationPolicies: readonly AuthorizationPolicy[]
  readonly requestAuthentications: readonly RequestAuthentication[]
}

/** @param pod the proxy's own, for the names of its container ports */
export function buildServerSide(proxy: ProxyIdentity, pod: Pod | undefined, world: SecurityWorld): ServerSide {
  const { settings, registry, peers } = world
  const { rootNamespace, trustDomain } = settings
  const meshConfig: Fields = settings.meshConfig
  const policies = policiesOf(world.authorizationPolicies, proxy, rootNamespace)
  const trustDomains = [trustDomain, ...texts(meshConfig.trustDomainAliases)]
  const providers = readProviders(meshConfig, registry)
  const jwt = jwtFilter(world.requestAuthentications, proxy, rootNamespace)
  const http = { forTcp: false, trustDomains, providers }
  const tcp = { ...http, forTcp: true }
  const workload = { namespace: proxy.namespace, labels: proxy.labels, portNames: pod?.portNames ?? {} }
  return {
    identity: `${trustDomain}/ns/${proxy.namespace}/sa/${proxy.serviceAccount}`,
    pathNormalisation: readNormalisation(meshConfig),
    inbound:
      proxy.kind === 'gateway'
        ? undefined
        : inboundListener(
            inboundPorts(registry, workload),
            (port = 0) => peers.ofWorkload(proxy.namespace, proxy.labels, port),
            peers.namedPorts(proxy.namespace, proxy.labels),
          ),
    httpFilters: [...customFilters(policies.custom, http), ...(jwt ? [jwt] : []), ...rbacFilters(policies, http)],
    networkFilters: [...customFilters(policies.custom, tcp), ...rbacFilters(policies, tcp)],
    trustedProxies: proxy.kind === 'gateway' ? trustedProxies(meshConfig) : 0,
    rejected: jwt?.rejected,
  }
}

function trustedProxies(meshConfig: Fields): number {
  return numberOr(fields(fields(meshConfig.defaultConfig).gatewayTopology).numTrustedProxies, 0)
}

function readNormalisation(meshConfig: Fields): PathNormalisation {
  const written = text(fields(meshConfig.pathNormalization).normalization)
  return written === 'NONE' || written === 'MERGE_SLASHES' || written === 'DECODE_AND_MERGE_SLASHES' ? written : 'BASE'
}
