import type { DiscoveryType } from '../../../dataplane/cluster.ts'
import type { MeshEndpoint } from '../endpoint/mesh-endpoint.ts'
import { optionalFields } from '../field.ts'
import type { PeerModes } from '../peer-authentication/peer-modes.ts'
import type { ClusterTarget } from './build.ts'

/**
 * Whether callers may use mesh TLS by themselves: not where PeerAuthentication of namespace or mesh disables it, and
 * with pass-through only if every endpoint has a proxy (push_context.go:BestEffortInferServiceMTLSMode).
 */
export function meshTlsPossible(
  { service }: ClusterTarget,
  type: DiscoveryType,
  peers: PeerModes,
  endpoints: readonly MeshEndpoint[],
): boolean {
  if (peers.ofNamespace(service.namespace) === 'DISABLE') return false
  if (type !== 'ORIGINAL_DST' && service.resolution !== 'passthrough') return true
  return endpoints.length > 0 && endpoints.every(({ meshTls }) => meshTls)
}

/**
 * Mesh TLS to single endpoints of an `auto` cluster (pilot/pkg/xds/endpoints/mtls_checker.go). Port settings without `tls`
 * make the cluster `auto`, but for its endpoints the `tls` of the rule as a whole still counts.
 */
export function endpointMeshTls(target: ClusterTarget, peers: PeerModes): (endpoint: MeshEndpoint) => boolean {
  const { policy, subset, rule } = target
  const tls = policy.tls ?? optionalFields((subset ?? rule)?.trafficPolicy?.tls)
  if (tls) {
    const mesh = tls.mode === 'ISTIO_MUTUAL'
    return () => mesh
  }
  return ({ meshTls, namespace, labels, port }) => meshTls && peers.ofWorkload(namespace, labels, port) !== 'DISABLE'
}
