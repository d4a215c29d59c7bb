import { clustersOf } from '../../../config/clusters.ts'
import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import type { Pod } from '../../../dataplane/pod.ts'
import { labelsMatch, text, textMap } from '../field.ts'
import { append, groupBy } from '../multimap.ts'
import { NETWORK_LABEL } from '../network/cluster-network.ts'
import { type NetworkLookup, networkLookup } from '../network/networks.ts'
import { everyCluster } from '../registry/per-cluster.ts'
import type { MeshService, ServiceRegistry } from '../registry/service.ts'
import { type Selected, serviceEntryEndpoints } from '../service-entry/endpoints.ts'
import { keepsSessions, selectedEntryEndpoints, selectedPodEndpoints } from './kubernetes-endpoints.ts'
import type { MeshEndpoint } from './mesh-endpoint.ts'
import { mirroredSlices } from './mirrored-slices.ts'
import { indexPods, type PodIndex } from './pod-index.ts'
import { isGenerated, isMirrored, serviceKey, sliceEndpoints, sliceService } from './slice.ts'
import { type EntryWorkload, entryWorkload } from './workload-entry.ts'

/** Endpoints of every service over one list of pods; found on first use (pilot/pkg/model:EndpointIndex). */
export interface EndpointIndex {
  /** Endpoints of one port, by service port name, of all objects that share the service's hostname and namespace. */
  endpointsOf(service: MeshService, portName: string): readonly MeshEndpoint[]
}

/** What of the files bears endpoints besides pods; the same for every list of pods. */
export interface EndpointSources {
  readonly registry: ServiceRegistry
  /** WorkloadEntries by namespace. */
  readonly entries: ReadonlyMap<string, readonly EntryWorkload[]>
  /** EndpointSlices by the Service they name (see `serviceKey`), hand-written Endpoints objects among them. */
  readonly slices: ReadonlyMap<string, readonly Resource[]>
  readonly networkOf: NetworkLookup
}

export function readEndpointSources(mesh: Mesh, registry: ServiceRegistry): EndpointSources {
  const networkOf = networkLookup(mesh)
  const [configCluster] = clustersOf(mesh)
  // Only outside the config cluster does istiod look for the network of an entry that names none.
  const located = (entry: EntryWorkload) => (entry.cluster === configCluster ? entry : withNetwork(entry, networkOf))
  const entries = new Map<string, EntryWorkload[]>()
  const slices = new Map<string, Resource[]>()
  const mirrored = new Map<string, Resource[]>()
  for (const resource of mesh.resources) {
    if (resource.kind === 'WorkloadEntry') append(entries, resource.namespace, located(entryWorkload(resource)))
    if (resource.kind === 'EndpointSlice') append(slices, sliceService(resource), resource)
    if (resource.kind === 'Endpoints') {
      for (const slice of mirroredSlices(resource)) append(mirrored, sliceService(slice), slice)
    }
  }
  // A dump of a cluster holds both; then the slices are what istiod has read.
  for (const [service, made] of mirrored) if (!slices.has(service)) slices.set(service, made)
  return { registry, entries, slices, networkOf }
}

export function indexEndpoints(sources: EndpointSources, pods: readonly Pod[]): EndpointIndex {
  const podIndex = indexPods(pods)
  const selected = selectionOver(sources, podIndex)
  const byService = new Map<string, ReadonlyMap<string, readonly MeshEndpoint[]>>()
  const endpointsByPort = (service: MeshService) => {
    const endpoints = sources.registry
      .named(service.hostname)
      .filter(({ namespace }) => namespace === service.namespace)
      .sort((a, b) => Number(a.kind === 'kubernetes') - Number(b.kind === 'kubernetes'))
      .flatMap(same => allEndpoints(same, sources, selected, podIndex))
    return groupBy(endpoints, endpoint => endpoint.servicePort)
  }
  return {
    endpointsOf(service, portName) {
      const key = `${service.namespace}/${service.hostname}`
      const byPort = byService.get(key) ?? endpointsByPort(service)
      byService.set(key, byPort)
      return byPort.get(portName) ?? []
    },
  }
}

function withNetwork(entry: EntryWorkload, networkOf: NetworkLookup): EntryWorkload {
  const { spec, cluster } = entry
  const network = text(spec.network) || textMap(spec.labels)[NETWORK_LABEL] || networkOf(cluster, text(spec.address))
  return { ...entry, spec: { ...spec, network } }
}

/** Pods and addresses of slices that name no network are on that of their cluster. */
function onNetwork(endpoint: MeshEndpoint, networkOf: NetworkLookup): MeshEndpoint {
  if (endpoint.network !== '') return endpoint
  const network = networkOf(endpoint.cluster, endpoint.address)
  return network === '' ? endpoint : { ...endpoint, network, labels: { ...endpoint.labels, [NETWORK_LABEL]: network } }
}

function selectionOver(sources: EndpointSources, pods: PodIndex): Selected {
  return {
    pods: (namespace, selector) => pods.select(namespace, selector),
    entries: (namespace, selector) =>
      (sources.entries.get(namespace) ?? []).filter(({ spec }) => labelsMatch(selector, textMap(spec.labels))),
  }
}

function allEndpoints(
  service: MeshService,
  sources: EndpointSources,
  selected: Selected,
  pods: PodIndex,
): readonly MeshEndpoint[] {
  if (service.kind === 'serviceEntry') {
    return service.sources
      .flatMap(source => serviceEntryEndpoints(service, source, selected))
      .map(endpoint => (endpoint.pod === '' ? endpoint : onNetwork(endpoint, sources.networkOf)))
  }
  // Endpoints of several clusters stand in the order of the clusters' ids (model/endpointshards.go:Keys).
  return [...everyCluster(service)]
    .sort((a, b) => (a.sources[0].cluster < b.sources[0].cluster ? -1 : 1))
    .flatMap(own => kubernetesEndpoints(own, sources, selected, pods))
}

/** A Service selects within its own cluster. */
function kubernetesEndpoints(
  service: MeshService,
  sources: EndpointSources,
  selected: Selected,
  pods: PodIndex,
): readonly MeshEndpoint[] {
  const { namespace, selector } = service
  const { cluster } = service.sources[0]
  const written = sources.slices.get(serviceKey(cluster, namespace, service.name)) ?? []
  const slices = selector ? written.filter(slice => !isGenerated(slice) && !isMirrored(slice)) : written
  const located = (endpoint: MeshEndpoint) => onNetwork(endpoint, sources.networkOf)
  const fromSlices = slices.flatMap(slice => sliceEndpoints(slice, pods, keepsSessions(service))).map(located)
  if (!selector) return fromSlices
  const isHere = (candidate: { readonly cluster: string }) => candidate.cluster === cluster
  // WorkloadEntries after the slices (kube/controller/endpointslice.go:pushEDS). The recordings list endpoints by priority
  // and name, so they cannot tell this order.
  return [
    ...selectedPodEndpoints(service, selected.pods(namespace, selector).filter(isHere)).map(located),
    ...fromSlices,
    ...selectedEntryEndpoints(service, selected.entries(namespace, selector).filter(isHere)),
  ]
}
