import { readGateways } from '../../compile/gateway-api/gateway.ts'
import { GATEWAY_NAME_LABEL } from '../../compile/gateway-api/kinds.ts'
import { fields, labelsMatch, list, numberOr, text } from '../../compile/istio/field.ts'
import { gatewaySelector, istioGateways } from '../../compile/istio/pods/gateway-workloads.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import { nearest } from '../../config/nearest.ts'
import type { CallerSpec, RequestSpec } from '../../config/route-tests/route-tests.ts'
import { type Pod, workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import { cutPort, portOf } from '../../proxy/route/authority.ts'
import type { BoundCaller } from '../foreign-tests/bound-caller.ts'
import type { AssumedMesh } from '../foreign-tests/bound-mesh.ts'
import { onlyPort } from './unnamed-caller.ts'

/** The proxy that a test's request meets first, or why there is none. */
export type FoundCaller = { readonly caller: BoundCaller } | { readonly problem: Diagnostic }

/** A Service of a gateway with its port, or a Gateway resource with the port of a server. */
export function namedCaller(mesh: AssumedMesh, from: CallerSpec, request: RequestSpec): FoundCaller {
  const host = cutPort(request.host)
  const tls = from.tls ? { tls: { sni: host } } : {}
  if (from.workload !== undefined) {
    const pod = podOfWorkload(mesh, from, from.workload)
    if (!pod) return { problem: unknownWorkload(mesh, from, from.workload) }
    const port = from.port ?? portOf(request.host) ?? onlyPort(mesh, host, pod.namespace) ?? (from.tls ? 443 : 80)
    const kind = mesh.gateways.has(workloadId(pod)) ? 'gateway' : 'sidecar'
    return { caller: { proxy: proxyOf(pod, kind), target: { host, port, ...tls } } }
  }
  const way = gatewayOf(mesh, from, from.gateway ?? '')
  if (!way) return { problem: unknownGateway(mesh, from) }
  const port = way.dialled(from.port) ?? portOf(request.host) ?? (from.tls ? 443 : 80)
  return { caller: { proxy: proxyOf(way.pod, 'gateway'), target: { host, port, ...tls } } }
}

function podOfWorkload({ dataPlane }: AssumedMesh, { namespace, zone }: CallerSpec, name: string): Pod | undefined {
  const slash = name.indexOf('/')
  const [stated, workload] = slash < 0 ? [undefined, name] : [name.slice(0, slash), name.slice(slash + 1)]
  const named = dataPlane.pods.filter(
    pod =>
      pod.workload === workload &&
      (stated === undefined || pod.namespace === stated) &&
      (namespace === undefined || pod.namespace === namespace) &&
      (zone === undefined || pod.locality.zone === zone),
  )
  return named.find(pod => pod.namespace === 'default') ?? named[0]
}

interface GatewayWay {
  readonly pod: Pod
  /** Port that a client dials; undefined = by its URL. */
  dialled(port: number | undefined): number | undefined
}

function gatewayOf(mesh: AssumedMesh, from: CallerSpec, name: string): GatewayWay | undefined {
  const isMeant = (namespace: string, own: string) =>
    own === name && (from.namespace === undefined || from.namespace === namespace)
  const zoned = (pods: readonly Pod[]) => pods.find(pod => from.zone === undefined || pod.locality.zone === from.zone)
  const gatewayPods = mesh.dataPlane.pods.filter(pod => mesh.gateways.has(workloadId(pod)))
  const service = mesh.registry.services.find(each => isMeant(each.namespace, each.name) && each.selector)
  const behind = gatewayPods.filter(
    pod => service?.selector && pod.namespace === service.namespace && labelsMatch(service.selector, pod.labels),
  )
  const pod = zoned(behind)
  if (pod) return { pod, dialled: port => port }
  const resource = istioGateways(mesh.mesh).find(each => isMeant(each.namespace, each.name))
  if (resource) {
    const served = zoned(gatewayPods.filter(each => labelsMatch(gatewaySelector(resource), each.labels)))
    const ports = list(fields(resource.body.spec).servers).map(server => fields(fields(server).port))
    const first = ports.find(({ protocol }) => /^(HTTP2?|GRPC)$/i.test(text(protocol))) ?? ports[0]
    return served && { pod: served, dialled: port => servicePort(mesh, served, port ?? numberOr(first?.number, 80)) }
  }
  const kubernetes = readGateways(mesh.mesh).find(each => isMeant(each.namespace, each.name))
  const own =
    kubernetes &&
    zoned(
      gatewayPods.filter(
        each => each.namespace === kubernetes.namespace && each.labels[GATEWAY_NAME_LABEL] === kubernetes.name,
      ),
    )
  return own && { pod: own, dialled: port => port ?? kubernetes?.listeners[0]?.port }
}

/** A server's port is the pods' own where no Service has it: then the Service port that leads there is dialled. */
function servicePort({ registry }: AssumedMesh, pod: Pod, port: number): number {
  const ports = registry.services
    .filter(each => each.namespace === pod.namespace && each.selector && labelsMatch(each.selector, pod.labels))
    .flatMap(each => each.ports)
  return (
    (ports.find(({ number }) => number === port) ?? ports.find(({ targetPort }) => targetPort === port))?.number ?? port
  )
}

function unknownWorkload({ dataPlane }: AssumedMesh, { place, namespace, zone }: CallerSpec, name: string): Diagnostic {
  const known = [...new Set(dataPlane.pods.flatMap(pod => [pod.workload, workloadId(pod)]))]
  const where = [namespace && `in namespace ${namespace}`, zone && `in zone ${zone}`].filter(Boolean).join(' ')
  return problem(place, `the mesh has no workload ${name} ${where}`.trim(), nearest(name, known))
}

function unknownGateway({ mesh, registry }: AssumedMesh, { place, gateway = '' }: CallerSpec): Diagnostic {
  const known = [
    ...registry.services.map(({ name }) => name),
    ...mesh.resources.filter(({ kind }) => kind === 'Gateway').map(({ name }) => name),
  ]
  return problem(
    place,
    `the mesh has no gateway ${gateway}: no Service or Gateway of that name leads to gateway pods`,
    nearest(gateway, known),
  )
}

function problem(place: Diagnostic['place'], message: string, meant: string | undefined): Diagnostic {
  return { code: 'MS4007', level: 'error', message, place, ...(meant ? { help: `did you mean ${meant}?` } : {}) }
}
