import type { Mesh } from '../../config/mesh.ts'
import type { Gateway } from '../istio/gateway/gateway.ts'
import type { ServiceRegistry } from '../istio/registry/service.ts'
import type { VirtualService } from '../istio/virtual-service/virtual-service.ts'
import { attachRoutes } from './attach.ts'
import { readGateways } from './gateway.ts'
import { readGrants } from './grant.ts'
import { mergeHttp } from './http-parts.ts'
import { internalGateways } from './internal-gateway.ts'
import { meshServices } from './mesh-routes.ts'
import { namespaceLabels } from './namespace-selector.ts'
import { readRoutes } from './route.ts'
import { gatewayServices } from './virtual-services.ts'

/** The Gateway API in istiod's own terms. */
export interface GatewayApiWorld {
  readonly gateways: readonly Gateway[]
  readonly virtualServices: readonly VirtualService[]
}

/**
 * Gateways and routes of the Gateway API as what istiod makes of them before it builds any table: Gateways and
 * VirtualServices of its own (pilot/pkg/config/kube/gateway). What the simulation knows of both stands here.
 */
export function readGatewayApi(mesh: Mesh, registry: ServiceRegistry): GatewayApiWorld {
  const gateways = readGateways(mesh)
  const routes = readRoutes(mesh)
  if (gateways.length + routes.length === 0) return { gateways: [], virtualServices: [] }
  const sources = { grants: readGrants(mesh), isService: (host: string) => registry.named(host).length > 0 }
  const services = [
    gatewayServices(attachRoutes(routes, gateways, namespaceLabels(mesh)), sources),
    meshServices(routes, mesh, sources),
  ]
  return {
    gateways: gateways.flatMap(gateway => internalGateways(gateway, mesh, sources.grants)),
    virtualServices: [...mergeHttp(services.flatMap(({ http }) => http)), ...services.flatMap(({ layer4 }) => layer4)],
  }
}
