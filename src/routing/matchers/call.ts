import { labelsMatch } from '../../compile/istio/field.ts'
import { isHttp } from '../../compile/istio/registry/service.ts'
import { nearest } from '../../config/nearest.ts'
import { type Pod, workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { Request } from '../../dataplane/request.ts'
import { cutPort, portOf } from '../../proxy/route/authority.ts'
import { type BoundCaller, type BoundCallers, type BoundMesh, CLIENT } from '../foreign-tests/bound-caller.ts'

/** A request as a test states it. */
export interface Call {
  /** A workload (`productpage-v1`, `shop/web`) or `gateway:namespace/<Service>:<port>`; default: whoever serves the host. */
  readonly from?: string
  /** With its port if it is not the default: the Service's only HTTP port, else 80, or 443 with `tls`. */
  readonly host: string
  /** With its query; default `/`. */
  readonly path?: string
  /** Default GET. */
  readonly method?: string
  /** An empty list = not sent. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** The client begins TLS; default false. */
  readonly tls?: boolean
}

export function requestOf({ host, path = '/', method = 'GET', headers = {}, tls }: Call): Request {
  const lines = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), typeof value === 'string' ? [value] : value] as const)
    .filter(([, values]) => values.length > 0)
  return { method, scheme: tls ? 'https' : 'http', authority: host, path, headers: new Map(lines) }
}

/**
 * The proxy that a call meets first.
 * @throws Error when `from` names nobody: a test that asks so is wrong itself
 */
export function callerOf(mesh: BoundMesh, bound: BoundCallers, call: Call): BoundCaller {
  const { from } = call
  const host = cutPort(call.host)
  const tls = call.tls ? { tls: { sni: host } } : {}
  if (from === undefined) {
    const found = bound.decide(requestOf(call), call.tls)
    return found?.caller ?? { proxy: CLIENT, target: { host, port: portFor(mesh, call, 'default'), ...tls } }
  }
  const gateway = /^gateway:(?:([^/]+)\/)?([^:]+)(?::(\d+))?$/.exec(from)
  if (gateway) {
    const [, namespace = 'istio-system', name, dialled] = gateway
    const pod = gatewayPod(mesh, namespace, name)
    const port = dialled === undefined ? (portOf(call.host) ?? (call.tls ? 443 : 80)) : Number(dialled)
    return { proxy: proxyOf(pod, 'gateway'), target: { host, port, ...tls } }
  }
  const pod = workloadPod(mesh, from)
  const isGateway = mesh.gateways.has(workloadId(pod))
  const port = portFor(mesh, call, pod.namespace)
  return { proxy: proxyOf(pod, isGateway ? 'gateway' : 'sidecar'), target: { host, port, ...tls } }
}

function gatewayPod({ registry, dataPlane }: BoundMesh, namespace: string, name: string): Pod {
  const service = registry.services.find(each => each.namespace === namespace && each.name === name)
  const { selector } = service ?? {}
  const pod = dataPlane.pods.find(
    each => selector && each.namespace === namespace && labelsMatch(selector, each.labels),
  )
  if (pod) return pod
  throw unknown(
    'gateway',
    `${namespace}/${name}`,
    registry.services.map(each => `${each.namespace}/${each.name}`),
  )
}

/** A bare name is that of the only workload called so, or of the one in `default`. */
function workloadPod({ dataPlane }: BoundMesh, name: string): Pod {
  const named = dataPlane.pods.filter(pod => workloadId(pod) === name || pod.workload === name)
  const pod = named.find(pod => workloadId(pod) === name || pod.namespace === 'default') ?? named[0]
  if (pod) return pod
  throw unknown(
    'workload',
    name,
    dataPlane.pods.flatMap(pod => [pod.workload, workloadId(pod)]),
  )
}

function unknown(what: string, name: string, known: readonly string[]): Error {
  const meant = nearest(name, known)
  return new Error(`no ${what} of the mesh is called ${name}${meant ? `; did you mean ${meant}?` : ''}`)
}

function portFor({ registry }: BoundMesh, { host, tls }: Call, namespace: string): number {
  const written = portOf(host)
  if (written !== undefined) return written
  const forms = [host, `${host}.${namespace}.svc.cluster.local`, `${host}.svc.cluster.local`, `${host}.cluster.local`]
  const service = forms.flatMap(form => registry.named(form))[0]
  const ports = service?.ports.filter(({ protocol }) => isHttp(protocol) && !tls) ?? []
  return ports.length === 1 ? ports[0].number : tls ? 443 : 80
}
