import type { Resource } from '../../../config/resource.ts'
import { placeOf } from '../../../config/source-node.ts'
import type { Pod } from '../../../dataplane/pod.ts'
import { NO_LOCALITY } from '../../../kernel/locality.ts'
import { withTopologyLabels } from '../endpoint/labels.ts'
import type { MeshEndpoint } from '../endpoint/mesh-endpoint.ts'
import { podEndpoint } from '../endpoint/pod-endpoint.ts'
import { type EntryWorkload, entryEndpoint, entryPort } from '../endpoint/workload-entry.ts'
import { fields, list } from '../field.ts'
import type { MeshService, ServicePort } from '../registry/service.ts'
import { selectorOf, serviceEntryPorts } from './service-entry.ts'

/** WorkloadEntries and pods that the selector of a ServiceEntry picks: both of its own namespace. */
export interface Selected {
  entries(namespace: string, selector: Readonly<Record<string, string>>): readonly EntryWorkload[]
  pods(namespace: string, selector: Readonly<Record<string, string>>): readonly Pod[]
}

/**
 * Endpoints that one ServiceEntry gives to `service`, one of its hosts
 * (pilot/pkg/serviceregistry/serviceentry/conversion.go:convertServiceEntryToInstances).
 */
export function serviceEntryEndpoints(
  service: MeshService,
  source: Resource,
  selected: Selected,
): readonly MeshEndpoint[] {
  const spec = fields(source.body.spec)
  const ports = serviceEntryPorts(spec)
  const selector = selectorOf(spec)
  if (selector) {
    const entries = selected.entries(source.namespace, selector)
    const pods = selected.pods(source.namespace, selector).filter(pod => pod.ready && !pod.terminating)
    return ports.flatMap(port => [
      ...entries.map(entry => endpointOf(entry, port)),
      ...pods.map(pod => podEndpoint(pod, port.name, Number(port.targetPort), 'HEALTHY')),
    ])
  }
  const written = list(spec.endpoints)
  if (service.resolution === 'dynamicDns' || (written.length === 0 && isResolvedByName(service))) {
    return ports.map(port => hostEndpoint(service, source, port))
  }
  const entries = written.map((entry, index) => ({
    namespace: source.namespace,
    spec: fields(entry),
    cluster: source.cluster,
    place: placeOf(source.source, ['spec', 'endpoints', index]),
  }))
  return ports.flatMap(port => entries.map(entry => endpointOf(entry, port)))
}

function isResolvedByName({ resolution }: MeshService): boolean {
  return resolution === 'dns' || resolution === 'dnsRoundRobin'
}

function endpointOf(entry: EntryWorkload, port: ServicePort): MeshEndpoint {
  return entryEndpoint(entry, port.name, entryPort(entry, port.name) ?? Number(port.targetPort))
}

/** A DNS service without endpoints resolves its own name. */
function hostEndpoint(service: MeshService, source: Resource, port: ServicePort): MeshEndpoint {
  const where = { locality: NO_LOCALITY, node: '', cluster: source.cluster, network: '' }
  return {
    address: service.hostname,
    port: Number(port.targetPort),
    servicePort: port.name,
    labels: withTopologyLabels({}, where),
    namespace: source.namespace,
    locality: NO_LOCALITY,
    localityKey: '',
    weight: 1,
    health: 'HEALTHY',
    meshTls: false,
    node: '',
    network: '',
    cluster: source.cluster,
    pod: '',
    place: source.place,
  }
}
