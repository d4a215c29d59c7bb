import type { DataPlane, ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Endpoint } from '../../dataplane/endpoint.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { Headers } from '../../dataplane/request.ts'
import type { AccessContext } from '../../proxy/authorize/access.ts'
import type { AuthorizationService } from '../../proxy/authorize/external-authorization.ts'
import type { SignatureTable } from '../../proxy/authorize/jwt/signature-table.ts'
import { type Arriving, type Reception, receive } from '../../proxy/authorize/reception.ts'
import { hostsOf } from './upstream-hosts.ts'

/** The servers of a recorded mesh, as its callers meet them. */
export interface MeshSide {
  readonly dataPlane: DataPlane
  podAt(ip: string): Pod | undefined
  podOf(endpoint: Endpoint): Pod | undefined
  /** How the pod's sidecar takes a connection; undefined = there is none, the application answers itself. */
  receive(pod: Pod, arriving: Arriving): Reception | undefined
  /** What policies of a proxy are judged by. */
  contextOf(proxy: ProxyIdentity): AccessContext
}

/** When the recordings were made, seconds since 1970. */
const RECORDED_AT_SECONDS = Date.UTC(2026, 7, 22) / 1000

/** What back-ends and authorization services of the recordings answer with. */
export const ECHO_HEADERS: Headers = new Map([
  ['x-backend', ['echo']],
  ['x-internal', ['secret']],
  ['cache-control', ['no-store']],
])

export function meshSide(dataPlane: DataPlane, signatures: SignatureTable): MeshSide {
  const byIp = new Map(dataPlane.pods.map(pod => [pod.ip, pod]))
  const byName = new Map(dataPlane.pods.map(pod => [`${pod.namespace}/${pod.name}`, pod]))
  const contextOf = (proxy: ProxyIdentity): AccessContext => ({
    signatures,
    nowSeconds: RECORDED_AT_SECONDS,
    service: authorizationService(dataPlane, proxy, name => byName.get(name)),
  })
  return {
    dataPlane,
    podAt: ip => byIp.get(ip),
    podOf: endpoint => byName.get(endpoint.pod),
    receive: (pod, arriving) => {
      if (!pod.sidecar) return undefined
      const proxy = proxyOf(pod, 'sidecar')
      return receive(dataPlane.serverSideOf(proxy), arriving, contextOf(proxy))
    },
    contextOf,
  }
}

/** Pods with this label answer with the status that the request asks for. */
const AUTHORIZATION_ROLE = 'ext-authz'

function authorizationService(
  dataPlane: DataPlane,
  proxy: ProxyIdentity,
  podNamed: (name: string) => Pod | undefined,
): AuthorizationService {
  return (filter, _request, shown) => {
    const tables = dataPlane.tablesFor(proxy)
    const cluster = tables.cluster(filter.cluster)
    const hosts = cluster ? hostsOf(tables, cluster) : []
    if (hosts.length === 0) return undefined
    const decides = hosts.some(({ endpoint }) => podNamed(endpoint.pod)?.labels.role === AUTHORIZATION_ROLE)
    const status = decides ? Number(shown.get('x-authz-status')?.[0] ?? 200) : 200
    return { status, headers: ECHO_HEADERS }
  }
}
