import { readGatewayApi } from '../compile/gateway-api/read-gateway-api.ts'
import { byCreation } from '../compile/istio/creation-order.ts'
import { fields } from '../compile/istio/field.ts'
import { type Gateway, parseGateways } from '../compile/istio/gateway/gateway.ts'
import { once, onDemand } from '../compile/istio/once.ts'
import { gatewayWorkloads } from '../compile/istio/pods/gateway-workloads.ts'
import { hasPodTemplate, isPod, type WorkloadTemplate } from '../compile/istio/pods/workload-template.ts'
import { readWorkloads } from '../compile/istio/pods/workloads.ts'
import { CLUSTER_DOMAIN } from '../compile/istio/registry/kubernetes-service.ts'
import { buildRegistry } from '../compile/istio/registry/registry.ts'
import type { MeshService, ServiceRegistry } from '../compile/istio/registry/service.ts'
import { routingSettings } from '../compile/istio/settings.ts'
import { mergeDelegates } from '../compile/istio/virtual-service/delegate.ts'
import { parseVirtualService } from '../compile/istio/virtual-service/parse.ts'
import type { VirtualService } from '../compile/istio/virtual-service/virtual-service.ts'
import { withGatewayPods } from '../compile/open-mesh.ts'
import type { Mesh } from '../config/mesh.ts'
import { type Resource, resourceId } from '../config/resource.ts'
import { backendsOf } from './backends.ts'

/** The mesh as checks look at it: parsed once, further parts on first use. */
export interface LintWorld {
  /** As the files say it. */
  readonly files: Mesh
  /** With the gateway pods that a run would assume. */
  readonly mesh: Mesh
  /** Without a Kubernetes Service in the files nothing can be said about hosts of the cluster: other files have them. */
  readonly hasServices: boolean
  /** Likewise of pods. */
  readonly hasWorkloads: boolean
  readonly registry: ServiceRegistry
  /** Istio's Gateways by age. */
  readonly gateways: readonly Gateway[]
  /** As written, delegates included, by age: the order in which istiod takes them. */
  readonly virtualServices: readonly VirtualService[]
  /** With the rules of their delegates, without the delegates; by age. */
  readonly merged: readonly VirtualService[]
  /** Routes of the Gateway API as istiod has them: one for each host and listener, rules sorted. */
  readonly routeServices: readonly VirtualService[]
  /** `exportTo` of a VirtualService that names none. */
  readonly virtualServiceExportTo: readonly string[]
  readonly workloads: readonly WorkloadTemplate[]
  readonly gatewayWorkloads: readonly WorkloadTemplate[]
  /** Resources of the files of one kind of networking.istio.io or security.istio.io. */
  ofKind(kind: string): readonly Resource[]
  /** By `Kind/namespace/name`; undefined for one that is only assumed. */
  resource(id: string): Resource | undefined
  /** Workloads that the selector of a Service picks; empty where only EndpointSlices say so. */
  backends(service: MeshService): readonly WorkloadTemplate[]
}

export function lintWorld(files: Mesh): LintWorld {
  const { mesh } = withGatewayPods(files)
  const settings = routingSettings(mesh.settings)
  const istioKinds = groupByKind(files.resources)
  const virtualServices = (istioKinds.get('VirtualService') ?? [])
    .map(resource => parseVirtualService(resource, CLUSTER_DOMAIN))
    .sort(byCreation)
  const registry = once(() => buildRegistry(mesh))
  const workloads = once(() => readWorkloads(mesh))
  const routeServices = once(() => readGatewayApi(mesh, registry()).virtualServices)
  const byId = once(() => new Map(files.resources.map(resource => [resourceId(resource), resource])))
  const gatewayPods = once(() => gatewayWorkloads(mesh))
  const merged = once(() => mergeDelegates(virtualServices, settings.virtualServiceExportTo))
  const backends = once(() => backendsOf(workloads()))
  return {
    files,
    mesh,
    hasServices: files.resources.some(({ kind, apiVersion }) => kind === 'Service' && apiVersion === 'v1'),
    hasWorkloads: files.resources.some(resource => hasPodTemplate(resource) || isPod(resource)),
    get registry() {
      return registry()
    },
    gateways: parseGateways(files.resources),
    virtualServices,
    get merged() {
      return merged()
    },
    get routeServices() {
      return routeServices()
    },
    virtualServiceExportTo: settings.virtualServiceExportTo,
    get workloads() {
      return workloads()
    },
    get gatewayWorkloads() {
      return gatewayPods()
    },
    ofKind: onDemand(kind => istioKinds.get(kind) ?? []),
    resource: id => byId().get(id),
    backends: service => backends()(service),
  }
}

function groupByKind(resources: readonly Resource[]): ReadonlyMap<string, readonly Resource[]> {
  const groups = new Map<string, Resource[]>()
  for (const resource of resources) {
    if (!resource.apiVersion.includes('.istio.io/')) continue
    const group = groups.get(resource.kind)
    if (group) group.push(resource)
    else groups.set(resource.kind, [resource])
  }
  return groups
}

/** The `spec` of a resource. */
export function specOf(resource: Resource): Readonly<Record<string, unknown>> {
  return fields(resource.body.spec)
}
