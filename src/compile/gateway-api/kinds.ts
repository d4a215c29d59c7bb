import { groupOf } from '../../config/kinds.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { Resource } from '../../config/resource.ts'

export const GATEWAY_API_GROUP = 'gateway.networking.k8s.io'

/** Label of the pods that serve a Kubernetes Gateway. */
export const GATEWAY_NAME_LABEL = `${GATEWAY_API_GROUP}/gateway-name`

export type GatewayApiKind = 'Gateway' | 'HTTPRoute' | 'GRPCRoute' | 'TLSRoute' | 'TCPRoute' | 'ReferenceGrant'

/** Resources of one kind of the Gateway API, whatever their version, in file order. */
export function ofKind({ resources }: Pick<Mesh, 'resources'>, kind: GatewayApiKind): readonly Resource[] {
  return resources.filter(resource => resource.kind === kind && groupOf(resource.apiVersion) === GATEWAY_API_GROUP)
}
