import { type Resource, resourceId } from '../../../config/resource.ts'
import { fields, list, numberOr, optionalFields, text, textMap, texts } from '../field.ts'
import { exportedNamespaces } from '../registry/export-to.ts'
import { parseProtocol } from '../registry/protocol.ts'
import type { MeshService, Resolution, ServicePort } from '../registry/service.ts'
import { trafficDistribution } from '../registry/traffic-distribution.ts'

const RESOLUTIONS: Readonly<Record<string, Resolution>> = {
  NONE: 'passthrough',
  STATIC: 'endpoints',
  DNS: 'dns',
  DNS_ROUND_ROBIN: 'dnsRoundRobin',
  DYNAMIC_DNS: 'dynamicDns',
}

/** One service per host of a ServiceEntry (pilot/pkg/serviceregistry/serviceentry/conversion.go:convertServices). */
export function fromServiceEntry(
  resource: Resource,
  namespaceAnnotations: Readonly<Record<string, string>>,
  defaultExportTo: readonly string[],
): readonly MeshService[] {
  const spec = fields(resource.body.spec)
  const ports = serviceEntryPorts(spec)
  return [...new Set(texts(spec.hosts))].map(hostname => ({
    hostname,
    namespace: resource.namespace,
    name: hostname,
    kind: 'serviceEntry',
    ports: ports.filter(port => port.protocol !== 'UDP'),
    addresses: texts(spec.addresses).map(withoutFullMask),
    resolution: RESOLUTIONS[text(spec.resolution)] ?? 'passthrough',
    headless: false,
    external: (text(spec.location) || 'MESH_EXTERNAL') === 'MESH_EXTERNAL',
    exportTo: exportedNamespaces(texts(spec.exportTo), resource.namespace, defaultExportTo),
    creationTimeMs: resource.creationTimeMs,
    aliases: [],
    selector: selectorOf(spec),
    labels: resource.labels,
    trafficDistribution: trafficDistribution('', resource.annotations, namespaceAnnotations),
    nodeLocal: false,
    publishNotReady: false,
    sources: [resource],
    origin: { resource: resourceId(resource), place: resource.place, why: 'host of a ServiceEntry' },
  }))
}

export function serviceEntryPorts(spec: Readonly<Record<string, unknown>>): readonly ServicePort[] {
  return list(spec.ports).map(entry => {
    const port = fields(entry)
    const number = numberOr(port.number, 0)
    return {
      number,
      name: text(port.name),
      protocol: parseProtocol(text(port.protocol)),
      targetPort: numberOr(port.targetPort, 0) || number,
    }
  })
}

/** Labels of the workloadSelector; undefined without one. */
export function selectorOf(spec: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> | undefined {
  const selector = optionalFields(spec.workloadSelector)
  return selector && textMap(selector.labels)
}

/** `192.0.2.1/32` is the same as `192.0.2.1`. */
function withoutFullMask(address: string): string {
  return address.endsWith('/32') && !address.includes(':') ? address.slice(0, -3) : address
}
