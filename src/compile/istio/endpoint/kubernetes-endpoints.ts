import type { Pod } from '../../../dataplane/pod.ts'
import type { MeshService, ServicePort } from '../registry/service.ts'
import type { MeshEndpoint } from './mesh-endpoint.ts'
import { healthOf, podEndpoint } from './pod-endpoint.ts'
import { type EntryWorkload, entryEndpoint, entryPort } from './workload-entry.ts'

/** Services with this label keep terminating endpoints that still serve (pilot/pkg/features: PersistentSessionLabel). */
const PERSISTENT_SESSION_LABEL = 'istio.io/persistent-session'

export function keepsSessions(service: MeshService): boolean {
  return Boolean(service.labels[PERSISTENT_SESSION_LABEL])
}

/** What the EndpointSlice controller of Kubernetes would write for the pods that a Service selects. */
export function selectedPodEndpoints(service: MeshService, pods: readonly Pod[]): readonly MeshEndpoint[] {
  const endpoints: MeshEndpoint[] = []
  for (const port of service.ports) {
    for (const pod of pods) {
      const target = targetPortOf(port, pod)
      if (target !== undefined) endpoints.push(podEndpoint(pod, port.name, target, podHealth(service, pod)))
    }
  }
  return endpoints
}

/** publishNotReadyAddresses writes every pod as ready. */
function podHealth(service: MeshService, pod: Pod): MeshEndpoint['health'] {
  return service.publishNotReady ? 'HEALTHY' : healthOf(pod, keepsSessions(service))
}

/** Undefined when the port is named and the pod has no port of that name: then it is not in the slice. */
function targetPortOf(port: ServicePort, pod: Pod): number | undefined {
  return typeof port.targetPort === 'number' ? port.targetPort : pod.portNames[port.targetPort]
}

/** WorkloadEntries that a Kubernetes Service selects by their labels. */
export function selectedEntryEndpoints(
  service: MeshService,
  entries: readonly EntryWorkload[],
): readonly MeshEndpoint[] {
  const endpoints: MeshEndpoint[] = []
  for (const port of service.ports) {
    for (const entry of entries) {
      const target =
        entryPort(entry, port.name) ??
        (typeof port.targetPort === 'number' ? port.targetPort : entryPort(entry, port.targetPort))
      if (target !== undefined) endpoints.push(entryEndpoint(entry, port.name, target))
    }
  }
  return endpoints
}
