import type { Resource } from '../../../config/resource.ts'
import { NO_LOCALITY } from '../../../kernel/locality.ts'
import type { Place } from '../../../kernel/place.ts'
import { type Fields, fields, numberOr, text, textMap } from '../field.ts'
import { localityLabel, parseLocality } from '../pods/workload-template.ts'
import { withTopologyLabels } from './labels.ts'
import type { MeshEndpoint } from './mesh-endpoint.ts'

/** The `spec` of a WorkloadEntry, or one of the `endpoints` of a ServiceEntry: the same message. */
export interface EntryWorkload {
  readonly namespace: string
  readonly spec: Fields
  readonly cluster: string
  readonly place: Place
}

/** Labels of the metadata count as those of the spec, and win (serviceentry/conversion.go:ConvertWorkloadEntry). */
export function entryWorkload(resource: Resource): EntryWorkload {
  const spec = fields(resource.body.spec)
  return {
    namespace: resource.namespace,
    spec: { ...spec, labels: { ...textMap(spec.labels), ...resource.labels } },
    cluster: resource.cluster,
    place: resource.place,
  }
}

/** As endpoint of one service port, `port` being the one to dial (see `entryPort`). */
export function entryEndpoint(entry: EntryWorkload, servicePort: string, port: number): MeshEndpoint {
  const { spec } = entry
  const labels = textMap(spec.labels)
  const localityKey = text(spec.locality) || localityLabel(labels)
  const locality = localityKey ? parseLocality(localityKey) : NO_LOCALITY
  const network = text(spec.network)
  return {
    address: text(spec.address),
    port,
    servicePort,
    labels: withTopologyLabels(labels, { locality, node: '', cluster: entry.cluster, network }),
    namespace: entry.namespace,
    locality,
    localityKey,
    weight: numberOr(spec.weight, 0) || 1,
    health: 'HEALTHY',
    meshTls: hasMeshTls(labels, text(spec.serviceAccount)),
    node: '',
    network,
    cluster: entry.cluster,
    pod: '',
    place: entry.place,
  }
}

function hasMeshTls(labels: Readonly<Record<string, string>>, serviceAccount: string): boolean {
  const label = labels['security.istio.io/tlsMode']
  return label === undefined ? serviceAccount !== '' : label === 'istio'
}

/** `ports` of the entry by name of the service port. */
export function entryPort(entry: EntryWorkload, servicePort: string): number | undefined {
  return numberOr(fields(entry.spec.ports)[servicePort], 0) || undefined
}
