import { readGateways } from '../../compile/gateway-api/gateway.ts'
import { GATEWAY_NAME_LABEL } from '../../compile/gateway-api/kinds.ts'
import { readRoutes } from '../../compile/gateway-api/route.ts'
import type { ConnectTarget, ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { OpenTest } from './open-test.ts'
import type { SuiteRequest } from './suite.ts'

/** A proxy by which a request of a test can come in. */
export interface Entrance {
  readonly proxy: ProxyIdentity
  readonly scheme: 'http' | 'https'
  readonly port: number
  /** Host of requests that name none. */
  readonly host: string
}

/** Host that the mesh tests call when a case names none. */
const MESH_HOST = 'echo'

/**
 * Cases do not say by which Gateway, or from which client, their request comes: by every listener of the Gateways that
 * the test's own routes name, or from every workload of the mesh manifests.
 */
export function entrances(test: OpenTest, features: readonly string[]): readonly Entrance[] {
  return features.includes('Mesh') ? clients(test) : gatewayEntrances(test)
}

function gatewayEntrances({ mesh, dataPlane, own }: OpenTest): readonly Entrance[] {
  const parents = readRoutes({ resources: own }).flatMap(route => route.parents)
  return readGateways(mesh)
    .filter(({ namespace, name }) => parents.some(parent => parent.namespace === namespace && parent.name === name))
    .flatMap(gateway => {
      const pod = dataPlane.pods.find(
        ({ namespace, labels }) => namespace === gateway.namespace && labels[GATEWAY_NAME_LABEL] === gateway.name,
      )
      return gateway.listeners.flatMap(({ protocol, port, hostname }) => {
        if (!pod || (protocol !== 'HTTP' && protocol !== 'HTTPS')) return []
        const scheme = protocol === 'HTTPS' ? 'https' : 'http'
        return [
          { proxy: proxyOf(pod, 'gateway'), scheme, port, host: hostname.replace('*', 'any') || 'gateway.address' },
        ]
      })
    })
}

function clients({ dataPlane }: OpenTest): readonly Entrance[] {
  const first = new Map<string, Pod>()
  for (const pod of dataPlane.pods) {
    const workload = `${pod.namespace}/${pod.workload}`
    if (!first.has(workload)) first.set(workload, pod)
  }
  return [...first.values()].map(pod => ({ proxy: proxyOf(pod, 'sidecar'), scheme: 'http', port: 80, host: MESH_HOST }))
}

/** What is dialled for a request: the listener's port at a gateway, that of the URL from a client. */
export function targetOf({ proxy, scheme, port, host }: Entrance, request: SuiteRequest): ConnectTarget {
  const [name, written] = (request.Host ?? host).split(':')
  const tls = scheme === 'https' ? { sni: name } : undefined
  return { host: name, port: proxy.kind === 'gateway' ? port : Number(written ?? port), tls }
}
