import { labelsMatch } from '../../compile/istio/field.ts'
import type { MeshService, ServiceRegistry } from '../../compile/istio/registry/service.ts'
import { matchesWorkload, type WorkloadName } from '../../config/scenario/behaviour.ts'
import type { Named, TrafficSource } from '../../config/scenario/scenario.ts'
import type { DataPlane } from '../../dataplane/data-plane.ts'
import { type Pod, workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import { findVirtualHost } from '../../proxy/route/find-virtual-host.ts'
import { splitAuthority, splitUrl } from '../../traffic/url.ts'
import { serviceNamed } from './call-plans.ts'

/** Where a source's requests come in, before there are pods to point at. */
export type EntryPoint =
  | { readonly kind: 'gateway'; readonly workload: string; readonly port: number }
  | { readonly kind: 'workload'; readonly workload: string; readonly port: number }
  /** No Gateway serves the URL: the stand-in client calls. */
  | { readonly kind: 'client'; readonly port: number }
  | { readonly kind: 'unknown'; readonly named: Named; readonly known: readonly string[] }

export interface EntryContext {
  readonly registry: ServiceRegistry
  readonly dataPlane: DataPlane
  readonly workloads: readonly WorkloadName[]
  /** `namespace/name` of the workloads whose pods are gateways. */
  readonly gateways: ReadonlySet<string>
}

/** Finds the way in (settled.md 1): the caller that `from` names, else the Gateway that serves host and port of the URL. */
export function entryPoint(source: TrafficSource, context: EntryContext): EntryPoint {
  const { scheme, authority } = splitUrl(source.to.name)
  const { host, port = scheme === 'https' ? 443 : 80 } = splitAuthority(authority)
  if (source.from !== undefined) return namedEntry(source.from, port, context)
  const workload = servingGateway(host, authority, port, scheme === 'https', context)
  return workload === undefined ? { kind: 'client', port } : { kind: 'gateway', workload, port }
}

/** The Service that a workload dials by the name in a URL. */
export function dialledService(url: string, point: EntryPoint, registry: ServiceRegistry): MeshService | undefined {
  return serviceNamed(registry, splitAuthority(splitUrl(url).authority).host, callingNamespace(point))
}

/** Of a caller inside the mesh; that of the stand-in is `default`. */
export function callingNamespace(point: EntryPoint): string {
  return point.kind === 'workload' ? point.workload.split('/')[0] : 'default'
}

function namedEntry(from: Named, port: number, { registry, workloads, gateways, dataPlane }: EntryContext): EntryPoint {
  const gateway = /^gateway:(?:([^/]+)\/)?([^:]+)(?::(\d+))?$/.exec(from.name)
  if (gateway) {
    const [, namespace = 'istio-system', name, dialled] = gateway
    const service = registry.services.find(each => each.namespace === namespace && each.name === name)
    const pod = dataPlane.pods.find(each => service?.selector && isSelected(each, service.namespace, service.selector))
    if (pod) return { kind: 'gateway', workload: workloadId(pod), port: dialled === undefined ? port : Number(dialled) }
    return {
      kind: 'unknown',
      named: from,
      known: registry.services.map(each => `gateway:${each.namespace}/${each.name}`),
    }
  }
  const caller = workloads.find(each => matchesWorkload(from.name, each, workloads))
  if (caller === undefined) return { kind: 'unknown', named: from, known: workloads.map(({ name }) => name) }
  const workload = `${caller.namespace}/${caller.name}`
  return { kind: gateways.has(workload) ? 'gateway' : 'workload', workload, port }
}

/** The gateway workload that listens on the Service port and has a virtual host for the host, in file order. */
function servingGateway(
  host: string,
  authority: string,
  port: number,
  isTls: boolean,
  { registry, dataPlane, gateways }: EntryContext,
): string | undefined {
  for (const pod of dataPlane.pods.filter(each => gateways.has(workloadId(each)))) {
    const hasService = registry.services.some(
      ({ namespace, selector, ports }) =>
        selector && isSelected(pod, namespace, selector) && ports.some(({ number }) => number === port),
    )
    if (!hasService) continue
    const tables = dataPlane.tablesFor(proxyOf(pod, 'gateway'))
    const { filterChain } = tables.connect({ host, port, tls: isTls ? { sni: host } : undefined })
    if (filterChain === undefined) continue
    const { filter } = filterChain
    if (filter.kind === 'tcp') return workloadId(pod)
    const config = tables.routeConfig(filter.routeConfig)
    if (config !== undefined && findVirtualHost(config, authority) !== undefined) return workloadId(pod)
  }
  return undefined
}

function isSelected(pod: Pod, namespace: string, selector: Readonly<Record<string, string>>): boolean {
  return pod.namespace === namespace && labelsMatch(selector, pod.labels)
}
