import { type Pod, podId } from '../../../dataplane/pod.ts'
import { localityLabel } from '../pods/workload-template.ts'
import { withTopologyLabels } from './labels.ts'
import type { EndpointHealth, MeshEndpoint } from './mesh-endpoint.ts'

/** The pod as an endpoint of one service port. */
export function podEndpoint(pod: Pod, servicePort: string, port: number, health: EndpointHealth): MeshEndpoint {
  return {
    address: pod.ip,
    port,
    servicePort,
    labels: labelsOf(pod),
    namespace: pod.namespace,
    locality: pod.locality,
    localityKey: localityKey(pod),
    weight: 1,
    health,
    meshTls: hasMeshTls(pod),
    node: pod.node,
    network: pod.network,
    cluster: pod.cluster,
    pod: podId(pod),
    place: pod.place,
  }
}

/** Injection sets the label on every pod with a sidecar; a template that sets it itself is believed. */
function hasMeshTls(pod: Pod): boolean {
  const label = pod.labels['security.istio.io/tlsMode']
  return label === undefined ? pod.sidecar : label === 'istio'
}

function localityKey(pod: Pod): string {
  const { region, zone, subzone } = pod.locality
  return localityLabel(pod.labels) || (region || zone || subzone ? `${region}/${zone}/${subzone}` : '')
}

/** One label set per pod, however many services it serves. */
const LABELS = new WeakMap<Pod, Readonly<Record<string, string>>>()

function labelsOf(pod: Pod): Readonly<Record<string, string>> {
  let labels = LABELS.get(pod)
  if (!labels) {
    labels = withTopologyLabels(pod.labels, pod)
    LABELS.set(pod, labels)
  }
  return labels
}

/**
 * Conditions of an EndpointSlice entry -> health (pilot/pkg/serviceregistry/kube/controller: endpointHealthStatus):
 * ready; else draining, where the service keeps sessions; else gone when terminating, unhealthy otherwise.
 */
export function healthOf(
  conditions: { readonly ready: boolean; readonly serving: boolean; readonly terminating: boolean },
  keepsSessions: boolean,
): EndpointHealth {
  if (conditions.ready) return 'HEALTHY'
  if (!conditions.terminating) return 'UNHEALTHY'
  return keepsSessions && conditions.serving ? 'DRAINING' : 'TERMINATING'
}
