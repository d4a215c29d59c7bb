import { ofConfigCluster } from '../../config/clusters.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import { readGatewayApi } from '../gateway-api/read-gateway-api.ts'
import { readAuthorizationPolicies } from './authorization/policy.ts'
import { type ClusterWorld, readClusterWorld } from './cluster/scope.ts'
import { byCreation } from './creation-order.ts'
import { type EndpointSources, readEndpointSources } from './endpoint/endpoint-index.ts'
import { type Gateway, parseGateways } from './gateway/gateway.ts'
import type { SecurityWorld } from './inbound/server-side.ts'
import { labelReader, type ProxyLabels } from './place-labels.ts'
import { CLUSTER_DOMAIN } from './registry/kubernetes-service.ts'
import { buildRegistry } from './registry/registry.ts'
import type { ServiceRegistry } from './registry/service.ts'
import { readRequestAuthentications } from './request-authentication/jwt-filter.ts'
import { selfDiscovery } from './self-discovery.ts'
import { type RoutingSettings, routingSettings } from './settings.ts'
import { parseSidecars, type Sidecar } from './sidecar-scope/sidecar.ts'
import { mergeDelegates } from './virtual-service/delegate.ts'
import { parseVirtualService } from './virtual-service/parse.ts'
import { indexVirtualServices, type VirtualServiceIndex } from './virtual-service/visibility.ts'

/** The mesh as istiod holds it before it thinks of any proxy (model/push_context.go:PushContext). */
export interface IstioWorld {
  readonly settings: RoutingSettings
  readonly registry: ServiceRegistry
  readonly virtualServices: VirtualServiceIndex
  readonly gateways: readonly Gateway[]
  readonly sidecars: readonly Sidecar[]
  readonly clusters: ClusterWorld
  readonly endpoints: EndpointSources
  readonly security: SecurityWorld
  readonly labels: ProxyLabels
  /** Whether the proxy is sent the endpoints of its own workload (LOCAL_CLUSTER). */
  discoversItself(proxy: ProxyIdentity): boolean
}

export function readWorld(files: Mesh): IstioWorld {
  const mesh = ofConfigCluster(files)
  const settings = routingSettings(mesh.settings)
  const registry = buildRegistry(mesh)
  const all = mesh.resources
    .filter(resource => resource.kind === 'VirtualService')
    .map(resource => parseVirtualService(resource, CLUSTER_DOMAIN))
  const gatewayApi = readGatewayApi(mesh, registry)
  const virtualServices = [...mergeDelegates(all, settings.virtualServiceExportTo), ...gatewayApi.virtualServices]
  const clusters = readClusterWorld(mesh)
  return {
    settings,
    registry,
    virtualServices: indexVirtualServices(virtualServices, settings.virtualServiceExportTo),
    gateways: [...parseGateways(mesh.resources), ...gatewayApi.gateways].sort(byCreation),
    sidecars: parseSidecars(mesh.resources, CLUSTER_DOMAIN),
    clusters,
    endpoints: readEndpointSources(mesh, registry),
    security: {
      settings: mesh.settings,
      registry,
      peers: clusters.peers,
      authorizationPolicies: readAuthorizationPolicies(mesh),
      requestAuthentications: readRequestAuthentications(mesh),
    },
    labels: labelReader(mesh.resources, mesh.settings.meshConfig),
    discoversItself: selfDiscovery(files),
  }
}
