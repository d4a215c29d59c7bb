import type { Resource } from '../../../config/resource.ts'
import { placeOf } from '../../../config/source-node.ts'
import { podId } from '../../../dataplane/pod.ts'
import { NO_LOCALITY } from '../../../kernel/locality.ts'
import { fields, list, numberOr, text, texts } from '../field.ts'
import { withTopologyLabels } from './labels.ts'
import type { EndpointHealth, MeshEndpoint } from './mesh-endpoint.ts'
import { healthOf, podEndpoint } from './pod-endpoint.ts'
import type { PodIndex } from './pod-index.ts'

/** Key of the Service that a hand-written EndpointSlice belongs to, see `serviceKey`. */
export function sliceService(slice: Resource): string {
  return serviceKey(slice.cluster, slice.namespace, slice.labels['kubernetes.io/service-name'] ?? '')
}

export function serviceKey(cluster: string, namespace: string, name: string): string {
  return [cluster, namespace, name].join('\n')
}

/** Written by Kubernetes itself for a Service with a selector: the pods of the files replace it. */
export function isGenerated(slice: Resource): boolean {
  return slice.labels['endpointslice.kubernetes.io/managed-by'] === 'endpointslice-controller.k8s.io'
}

/** Made of an Endpoints object: Kubernetes does so only for Services without a selector. */
export function isMirrored(slice: Resource): boolean {
  return slice.apiVersion === 'v1'
}

/**
 * Endpoints of one EndpointSlice of the files (pilot/pkg/serviceregistry/kube/controller/endpointslice.go). A reference
 * to a pod that does not exist drops the endpoint; an address of a known pod makes it that pod's.
 */
export function sliceEndpoints(slice: Resource, pods: PodIndex, keepsSessions: boolean): readonly MeshEndpoint[] {
  const ports = list(slice.body.ports).map(fields)
  return list(slice.body.endpoints).flatMap((entry, index) => {
    const endpoint = fields(entry)
    const health = healthOf(conditions(endpoint.conditions), keepsSessions)
    return texts(endpoint.addresses).flatMap(address => {
      const reference = fields(endpoint.targetRef)
      const refersToPod = text(reference.kind) === 'Pod'
      const pod = refersToPod
        ? pods.named(referredPod(slice, text(reference.namespace), text(reference.name)))
        : pods.withIp(address)
      if (refersToPod && !pod) return []
      return ports.map(port => {
        const name = text(port.name)
        const number = numberOr(port.port, 0)
        return pod
          ? { ...podEndpoint(pod, name, number, health), address }
          : addressEndpoint(slice, index, address, name, number, health)
      })
    })
  })
}

function referredPod({ cluster, namespace }: Resource, ofReference: string, name: string): string {
  return podId({ cluster, namespace: ofReference || namespace, name })
}

/** Nothing said = ready, and what is not ready is taken as terminating unless the slice denies it. */
function conditions(value: unknown): { ready: boolean; serving: boolean; terminating: boolean } {
  const { ready, serving, terminating } = fields(value)
  return { ready: ready !== false, serving: serving !== false, terminating: terminating !== false }
}

function addressEndpoint(
  slice: Resource,
  index: number,
  address: string,
  servicePort: string,
  port: number,
  health: EndpointHealth,
): MeshEndpoint {
  const where = { locality: NO_LOCALITY, node: '', cluster: slice.cluster, network: '' }
  return {
    address,
    port,
    servicePort,
    labels: withTopologyLabels({}, where),
    namespace: slice.namespace,
    locality: NO_LOCALITY,
    localityKey: '',
    weight: 1,
    health,
    meshTls: false,
    node: '',
    network: '',
    cluster: slice.cluster,
    pod: '',
    place: placeOf(slice.source, ['endpoints', index]),
  }
}
