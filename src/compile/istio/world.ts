import type { Mesh } from '../../config/mesh.ts'
import type { ClusterWorld } from './cluster/scope.ts'
import { indexDestinationRules } from './destination-rule/index-rules.ts'
import { type EndpointSources, readEndpointSources } from './endpoint/endpoint-index.ts'
import { type Gateway, parseGateways } from './gateway/gateway.ts'
import { readPeerModes } from './peer-authentication/peer-modes.ts'
import { CLUSTER_DOMAIN } from './registry/kubernetes-service.ts'
import { buildRegistry } from './registry/registry.ts'
import type { ServiceRegistry } from './registry/service.ts'
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
}

export function readWorld(mesh: Mesh): IstioWorld {
  const settings = routingSettings(mesh.settings)
  const registry = buildRegistry(mesh)
  const all = mesh.resources
    .filter(resource => resource.kind === 'VirtualService')
    .map(resource => parseVirtualService(resource, CLUSTER_DOMAIN))
  const virtualServices = mergeDelegates(all, settings.virtualServiceExportTo)
  return {
    settings,
    registry,
    virtualServices: indexVirtualServices(virtualServices, settings.virtualServiceExportTo),
    gateways: parseGateways(mesh.resources),
    sidecars: parseSidecars(mesh.resources, CLUSTER_DOMAIN),
    clusters: { settings: mesh.settings, rules: indexDestinationRules(mesh), peers: readPeerModes(mesh) },
    endpoints: readEndpointSources(mesh, registry),
  }
}
