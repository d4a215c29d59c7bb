import type { Origin } from '../../../dataplane/origin.ts'
import type { Pod } from '../../../dataplane/pod.ts'
import { labelsMatch } from '../field.ts'
import { isHttp, type MeshService, type ServiceRegistry } from '../registry/service.ts'

/** A port of a workload that some Service leads to. */
export interface InboundPort {
  /** Of the pod. */
  readonly number: number
  /** `sniffed` = the Service does not say. */
  readonly protocol: 'http' | 'tcp' | 'sniffed'
  readonly origin: Origin
}

/** Where the services of a proxy come in. */
export interface InboundWorkload {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly portNames: Pod['portNames']
}

/**
 * Ports of a workload by the Services that select it; of two that lead to one port the older decides
 * (pilot/pkg/model/context.go:SetServiceTargets, core/listener_inbound.go:buildInboundChainConfigs).
 */
export function inboundPorts(registry: ServiceRegistry, workload: InboundWorkload): readonly InboundPort[] {
  const ports = new Map<number, InboundPort>()
  for (const service of servicesOf(registry, workload)) {
    for (const { targetPort, protocol } of service.ports) {
      const number = typeof targetPort === 'number' ? targetPort : workload.portNames[targetPort]
      if (number === undefined || ports.has(number)) continue
      const kind = protocol === 'Unsupported' ? 'sniffed' : isHttp(protocol) ? 'http' : 'tcp'
      ports.set(number, { number, protocol: kind, origin: service.origin })
    }
  }
  return [...ports.values()]
}

function servicesOf(registry: ServiceRegistry, workload: InboundWorkload): readonly MeshService[] {
  return registry.services
    .filter(
      ({ namespace, selector }) =>
        namespace === workload.namespace && selector !== undefined && labelsMatch(selector, workload.labels),
    )
    .sort((a, b) => a.creationTimeMs - b.creationTimeMs || (a.hostname < b.hostname ? -1 : 1))
}
