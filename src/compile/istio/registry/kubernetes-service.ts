import { type Resource, resourceId } from '../../../config/resource.ts'
import { fields, list, numberOr, optionalFields, text, textMap, texts } from '../field.ts'
import { exportedNamespaces } from './export-to.ts'
import { kubernetesProtocol } from './protocol.ts'
import type { MeshService, ServicePort } from './service.ts'
import { trafficDistribution } from './traffic-distribution.ts'

/** The DNS domain of the cluster; every Kubernetes Service is `<name>.<namespace>.svc.<domain>`. */
export const CLUSTER_DOMAIN = 'cluster.local'

const EXPORT_TO_ANNOTATION = 'networking.istio.io/exportTo'

export function kubernetesHostname(name: string, namespace: string): string {
  return `${name}.${namespace}.svc.${CLUSTER_DOMAIN}`
}

/**
 * A Kubernetes Service as the registry holds it (pilot/pkg/serviceregistry/kube/conversion.go:ConvertService).
 * `clusterIp` is its address: as written, or the one that `allocateClusterIps` gave it.
 */
export function fromKubernetesService(
  resource: Resource,
  clusterIp: string,
  namespaceAnnotations: Readonly<Record<string, string>>,
  defaultExportTo: readonly string[],
): MeshService {
  const spec = fields(resource.body.spec)
  const externalName = text(spec.type) === 'ExternalName' ? text(spec.externalName) : ''
  const headless = text(spec.clusterIP) === 'None'
  const selector = textMap(spec.selector)
  return {
    hostname: kubernetesHostname(resource.name, resource.namespace),
    namespace: resource.namespace,
    name: resource.name,
    kind: 'kubernetes',
    ports: servicePorts(spec.ports),
    addresses: headless || externalName ? [] : [clusterIp],
    resolution: externalName ? 'alias' : headless ? 'passthrough' : 'endpoints',
    headless,
    externalName: externalName || undefined,
    external: externalName !== '',
    exportTo: exportedNamespaces(writtenExportTo(resource), resource.namespace, defaultExportTo),
    creationTimeMs: resource.creationTimeMs,
    aliases: [],
    selector: optionalFields(spec.selector) && Object.keys(selector).length > 0 ? selector : undefined,
    labels: resource.labels,
    trafficDistribution: trafficDistribution(
      text(spec.trafficDistribution),
      resource.annotations,
      namespaceAnnotations,
    ),
    nodeLocal: text(spec.internalTrafficPolicy) === 'Local',
    publishNotReady: spec.publishNotReadyAddresses === true,
    sources: [resource],
    origin: { resource: resourceId(resource), place: resource.place, why: 'Kubernetes Service' },
  }
}

function writtenExportTo(resource: Resource): readonly string[] {
  const annotation = resource.annotations[EXPORT_TO_ANNOTATION] ?? ''
  return annotation
    .split(',')
    .map(entry => entry.trim())
    .filter(entry => entry !== '')
}

function servicePorts(value: unknown): readonly ServicePort[] {
  const ports: ServicePort[] = []
  for (const entry of list(value)) {
    const port = fields(entry)
    const number = numberOr(port.port, 0)
    const name = text(port.name)
    const protocol = kubernetesProtocol({
      number,
      name,
      transport: text(port.protocol) || 'TCP',
      appProtocol: port.appProtocol === undefined ? undefined : text(port.appProtocol),
    })
    if (protocol === 'UDP') continue
    ports.push({ number, name, protocol, targetPort: targetPort(port.targetPort, number) })
  }
  return ports
}

function targetPort(value: unknown, fallback: number): number | string {
  if (typeof value === 'number' && value > 0) return value
  return typeof value === 'string' && value !== '' ? value : fallback
}

export function isKubernetesService(resource: Resource): boolean {
  return resource.kind === 'Service' && resource.apiVersion === 'v1'
}

/** ClusterIPs of a Service as written; empty where the cluster would allocate one. */
export function writtenClusterIp(resource: Resource): string {
  const spec = fields(resource.body.spec)
  return text(spec.clusterIP) || (texts(spec.clusterIPs)[0] ?? '')
}
