import type { ServiceRegistry } from '../../compile/istio/registry/service.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { JwtProvider } from '../../dataplane/authorization.ts'
import type { DataPlane, ProxyIdentity } from '../../dataplane/data-plane.ts'
import { type Pod, podId, workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import { NO_HEADERS } from '../../dataplane/request.ts'
import type { AccessContext } from '../../proxy/authorize/access.ts'
import { providersAmong } from '../../proxy/authorize/jwt/providers.ts'
import type { SignatureTable } from '../../proxy/authorize/jwt/signature-table.ts'
import { type Arriving, receive } from '../../proxy/authorize/reception.ts'
import { type MeshSide, meshSide } from '../golden/mesh-side.ts'

/** A mesh with everything that an explanation looks up: stand-ins included, pods placed. */
export interface MeshView {
  readonly mesh: Mesh
  readonly registry: ServiceRegistry
  readonly dataPlane: DataPlane
  /** `namespace/name` of the workloads whose pods are gateways. */
  readonly gateways: ReadonlySet<string>
  /** The servers' side of calls. */
  readonly side: MeshSide
}

/** What an authorization service that nobody knows is taken to say. */
const ALLOWED = { status: 200, headers: NO_HEADERS }

/** @param nowSeconds instant by which tokens are judged, seconds since 1970 */
export function viewOf(mesh: Omit<MeshView, 'side'>, signatures: SignatureTable, nowSeconds: number): MeshView {
  const { dataPlane } = mesh
  const context: AccessContext = { signatures, nowSeconds, service: () => ALLOWED }
  const receiveAt = (pod: Pod, arriving: Arriving) =>
    pod.sidecar ? receive(dataPlane.serverSideOf(proxyOf(pod, 'sidecar')), arriving, context) : undefined
  return { ...mesh, side: { ...meshSide(dataPlane, signatures), receive: receiveAt, contextOf: () => context } }
}

/** Whatever may look for tokens: every proxy's providers, each once. */
export function providersOf({ dataPlane, gateways }: Omit<MeshView, 'side'>): readonly JwtProvider[] {
  return providersAmong(
    dataPlane.pods.map(pod =>
      dataPlane.serverSideOf(proxyOf(pod, gateways.has(workloadId(pod)) ? 'gateway' : 'sidecar')),
    ),
  )
}

/** Address of a proxy's pod. */
export function addressOf({ dataPlane }: MeshView, { cluster, namespace, name }: ProxyIdentity): string {
  const id = podId({ cluster, namespace, name })
  return dataPlane.pods.find(pod => podId(pod) === id)?.ip ?? ''
}
