import { CLUSTER_DOMAIN, kubernetesHostname } from '../../compile/istio/registry/kubernetes-service.ts'
import type { MeshService, ServicePort, ServiceRegistry } from '../../compile/istio/registry/service.ts'
import { isHttp } from '../../compile/istio/registry/service.ts'
import type { Diagnostic } from '../../config/diagnostic.ts'
import type { FullBehaviour } from '../../config/scenario/behaviour.ts'
import type { Call } from '../../config/scenario/scenario.ts'
import { splitAuthority, splitUrl } from '../../traffic/url.ts'
import type { CallPlan, PlannedCall } from '../call-plan.ts'
import { isOfTheMesh, unknownService } from './names.ts'
import { tcpMistake, tcpTrafficTo } from './tcp-ports.ts'

/** Resolves the calls of one workload against the services of the mesh. */
export function planCalls(
  registry: ServiceRegistry,
  namespace: string,
  behaviour: FullBehaviour,
  report: (diagnostic: Diagnostic) => void,
): CallPlan {
  const calls: PlannedCall[] = []
  const steps = behaviour.calls.map(step =>
    step.map(call => {
      const planned = planCall(registry, namespace, call, calls.length, report)
      calls.push(planned)
      return planned
    }),
  )
  return { steps, calls, forwardHeaders: behaviour.forwardHeaders }
}

function planCall(
  registry: ServiceRegistry,
  namespace: string,
  call: Call,
  index: number,
  report: (diagnostic: Diagnostic) => void,
): PlannedCall {
  const url = splitUrl(call.to.name)
  const { host, port: writtenPort } = splitAuthority(url.authority)
  const service = serviceNamed(registry, host, namespace)
  if (service === undefined && isOfTheMesh(host)) report(unknownService(call.to, host, namespace, registry))
  const port = writtenPort ?? defaultPort(service, url.scheme)
  const mistake = call.tcp && tcpMistake(service, port, call.to)
  if (mistake) report(mistake)
  const tcp = tcpTrafficTo(service, port, url.scheme, call.tcp)
  return {
    index,
    target: { host, port, tls: url.scheme === 'https' ? { sni: host } : undefined },
    scheme: url.scheme,
    authority: writtenPort === undefined && (port === 80 || port === 443) ? host : `${host}:${port}`,
    path: url.path,
    method: call.method,
    tries: call.tries,
    timeoutNs: call.timeoutNs,
    degrades: call.onError === 'degrade',
    grpc: service?.ports.find(({ number }) => number === port)?.protocol === 'GRPC',
    ...(tcp && { tcp }),
    shapes: [],
  }
}

/** After the namespace's own; what a pod's resolver tries for a name that is not whole. */
const SEARCH_DOMAINS = [`svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN]

/** A Service or ServiceEntry by the name that an application in `namespace` would use. */
export function serviceNamed(registry: ServiceRegistry, host: string, namespace: string): MeshService | undefined {
  const candidates = [kubernetesHostname(host, namespace), ...SEARCH_DOMAINS.map(domain => `${host}.${domain}`), host]
  for (const hostname of candidates) {
    const [found] = registry.named(hostname)
    if (found !== undefined) return found
  }
  return undefined
}

/** The Service's only HTTP port, else its first; without a Service the scheme's own. */
function defaultPort(service: MeshService | undefined, scheme: 'http' | 'https'): number {
  const fallback = scheme === 'https' ? 443 : 80
  if (service === undefined) return fallback
  const http = service.ports.filter((port: ServicePort) => isHttp(port.protocol))
  if (service.ports.some(({ number }) => number === fallback) && http.length !== 1) return fallback
  return (http[0] ?? service.ports[0])?.number ?? fallback
}
