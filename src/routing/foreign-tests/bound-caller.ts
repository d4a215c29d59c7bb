import { type Gateway, isServedBy } from '../../compile/istio/gateway/gateway.ts'
import { hostsOverlap } from '../../compile/istio/host/name.ts'
import { CLUSTER_DOMAIN } from '../../compile/istio/registry/kubernetes-service.ts'
import { isHttp } from '../../compile/istio/registry/service.ts'
import { parseVirtualService } from '../../compile/istio/virtual-service/parse.ts'
import type { VirtualService } from '../../compile/istio/virtual-service/virtual-service.ts'
import type { OpenMesh } from '../../compile/open-mesh.ts'
import type { ConnectTarget, ProxyIdentity } from '../../dataplane/data-plane.ts'
import { workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { Request } from '../../dataplane/request.ts'
import { cutPort, portOf } from '../../proxy/route/authority.ts'
import { type Decision, decide } from '../../proxy/route/decide.ts'

/** A compiled mesh, as far as tests that name no caller need it. */
export interface BoundMesh extends OpenMesh {
  /** Istio's Gateways and, one for each listener, those of the Gateway API. */
  readonly doors: readonly Gateway[]
  /** Routes of the Gateway API as the VirtualServices that istiod makes of them. */
  readonly routes: readonly VirtualService[]
}

/** A proxy that a VirtualService is bound to, and the address that is dialled there. */
export interface BoundCaller {
  readonly proxy: ProxyIdentity
  readonly target: ConnectTarget
}

/** What a bound proxy does with a request. */
export interface BoundDecision {
  readonly caller: BoundCaller
  readonly decision: Decision
}

/** Finds callers for requests that name none; what it looks up is read once. */
export interface BoundCallers {
  readonly virtualServices: readonly VirtualService[]
  /** VirtualServices whose hosts take the authority, by whatever gateway. */
  serving(authority: string): readonly VirtualService[]
  /** Undefined: no VirtualService has the host. `tls`: whether the client begins TLS; absent = either. */
  decide(request: Request, tls?: boolean): BoundDecision | undefined
}

export function boundCallers(mesh: BoundMesh): BoundCallers {
  const virtualServices = mesh.mesh.resources
    .filter(({ kind, apiVersion }) => kind === 'VirtualService' && apiVersion.startsWith('networking.istio.io/'))
    .map(resource => parseVirtualService(resource, CLUSTER_DOMAIN))
  const serving = (authority: string) => {
    const host = cutPort(authority).toLowerCase()
    return virtualServices.filter(vs => vs.hosts.some(each => takesHost(each.toLowerCase(), host, vs.namespace)))
  }
  return {
    virtualServices,
    serving,
    decide: (request, tls) => {
      const bound = serving(request.authority)
      const atGateways = bound.flatMap(vs => gatewayCallers(mesh, vs, request.authority))
      const callers = [...atGateways, ...bound.flatMap(vs => sidecarCallers(mesh, vs, request.authority))]
      const wanted = callers.filter(({ target }) => tls === undefined || (target.tls !== undefined) === tls)
      return likeliest(mesh, wanted.length > 0 ? wanted : callers, request)
    },
  }
}

/** Hosts are fully qualified; clients write Services shorter, too. */
function takesHost(host: string, asked: string, namespace: string): boolean {
  const suffix = `.svc.${CLUSTER_DOMAIN}`
  const forms = asked.includes('.')
    ? [asked, `${asked}.${CLUSTER_DOMAIN}`, `${asked}${suffix}`]
    : [`${asked}.${namespace}${suffix}`]
  return host === '*' || forms.some(form => hostsOverlap(host, form))
}

/** By the servers of the VirtualService's Gateways, in file order. */
export function gatewayCallers(mesh: BoundMesh, vs: VirtualService, authority: string): readonly BoundCaller[] {
  const host = cutPort(authority)
  return vs.gateways.flatMap(key => {
    const gateway = mesh.doors.find(each => each.key === key)
    const pod =
      gateway &&
      mesh.dataPlane.pods.find(
        pod => mesh.gateways.has(workloadId(pod)) && isServedBy(gateway, pod.labels, pod.namespace),
      )
    if (!pod) return []
    return gateway.servers.map(({ port, tls }) => {
      const opensTls = tls !== undefined && !tls.httpsRedirect
      return {
        proxy: proxyOf(pod, 'gateway'),
        target: { host, port: port || 80, ...(opensTls ? { tls: { sni: host } } : {}) },
      }
    })
  })
}

/** One sidecar, and the ports at which it may find the host: those of the Service, 80, those that the routes lead to. */
export function sidecarCallers(
  mesh: BoundMesh,
  vs: VirtualService,
  authority: string,
  proxy: ProxyIdentity = anySidecar(mesh, vs.namespace),
): readonly BoundCaller[] {
  if (!vs.gateways.includes('mesh')) return []
  const host = cutPort(authority)
  const written = portOf(authority)
  if (written !== undefined) return [{ proxy, target: { host, port: written } }]
  const own = vs.hosts.flatMap(name => mesh.registry.named(name)).flatMap(({ ports }) => ports)
  const asked = vs.http.flatMap(rule => rule.destinations.map(destination => destination.port ?? 80))
  const ports = [...own.filter(({ protocol }) => isHttp(protocol)).map(({ number }) => number), 80, ...asked]
  return [...new Set(ports)].map(port => ({ proxy, target: { host, port } }))
}

/** One of the VirtualService's namespace if there is one: it sees the VirtualService whatever exportTo says. */
function anySidecar({ dataPlane, gateways }: BoundMesh, namespace: string): ProxyIdentity {
  const pods = dataPlane.pods.filter(pod => pod.sidecar && !gateways.has(workloadId(pod)))
  const pod = pods.find(pod => pod.namespace === namespace) ?? pods[0]
  return pod ? proxyOf(pod, 'sidecar') : { ...CLIENT, namespace }
}

/** Nobody in the files calls: a client with a sidecar, without labels. */
export const CLIENT: ProxyIdentity = {
  kind: 'sidecar',
  name: 'client-0',
  namespace: 'default',
  workload: 'client',
  labels: {},
  locality: { region: '', zone: '', subzone: '' },
  cluster: '',
  network: '',
  serviceAccount: 'default',
  node: '',
}

const RANK: Readonly<Record<Decision['verdict']['kind'], number>> = {
  route: 0,
  noRoute: 1,
  rejected: 2,
  tlsRedirect: 3,
  badRequest: 4,
  tcp: 5,
  noVirtualHost: 6,
  unreachable: 7,
}

/** The first caller that has rules for the host; gateways come before sidecars. */
function likeliest(
  { dataPlane }: BoundMesh,
  callers: readonly BoundCaller[],
  request: Request,
): BoundDecision | undefined {
  let best: BoundDecision | undefined
  for (const caller of callers) {
    const { proxy, target } = caller
    const scheme = target.tls ? 'https' : 'http'
    const call = { target, request: { ...request, scheme }, gateway: proxy.kind === 'gateway' } as const
    const decision = decide(dataPlane.tablesFor(proxy), call)
    if (isAnswer(decision)) return { caller, decision }
    if (!best || rankOf(decision) < rankOf(best.decision)) best = { caller, decision }
  }
  return best
}

function rankOf({ verdict }: Decision): number {
  // A route that is no answer is the passthrough of a sidecar.
  return verdict.kind === 'route' ? RANK.noVirtualHost : RANK[verdict.kind]
}

/** Rules for the host were looked at; the passthrough host of a sidecar is no rule of the user's. */
export function isAnswer({ verdict, virtualHost }: Decision): boolean {
  if (verdict.kind === 'noRoute') return true
  return verdict.kind === 'route' && virtualHost?.name !== 'allow_any' && virtualHost?.name !== 'block_all'
}

/** `gateway istio-system/istio-ingressgateway:80`, `sidecar of default/productpage-v1`. */
export function callerText({ proxy, target }: BoundCaller): string {
  const workload = `${proxy.namespace}/${proxy.workload}`
  return proxy.kind === 'gateway' ? `gateway ${workload}:${target.port}` : `sidecar of ${workload}`
}
