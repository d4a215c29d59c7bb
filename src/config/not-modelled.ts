import { type Path, pathText } from './check.ts'
import { unreadResources } from './clusters.ts'
import { groupOf } from './kinds.ts'
import type { NotModelled } from './mesh.ts'
import { type Resource, resourceId } from './resource.ts'
import { placeOf } from './source-node.ts'
import { isRecord, isSet } from './value.ts'

/** Kinds that take part in the simulation, or carry nothing that could: everything else is listed for the user. */
const MODELLED: Readonly<Record<string, readonly string[]>> = {
  '': ['Namespace', 'Node', 'Service', 'Endpoints', 'Pod', 'ServiceAccount', 'ConfigMap', 'Secret', 'Event'],
  apps: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ControllerRevision'],
  'discovery.k8s.io': ['EndpointSlice'],
  'networking.istio.io': [
    'DestinationRule',
    'Gateway',
    'ProxyConfig',
    'ServiceEntry',
    'Sidecar',
    'VirtualService',
    'WorkloadEntry',
    'WorkloadGroup',
  ],
  'install.istio.io': ['IstioOperator'],
}

/** Where a DestinationRule holds traffic policies. */
const POLICIES = ['trafficPolicy', 'subsets.*.trafficPolicy'].flatMap(policy => [
  policy,
  `${policy}.portLevelSettings.*`,
])

/** Fields of modelled kinds without effect on the simulation; `*` stands for every entry of a list or mapping. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  DestinationRule: POLICIES.flatMap(policy => [
    `${policy}.tunnel`,
    `${policy}.proxyProtocol`,
    `${policy}.connectionPool.tcp.tcpKeepalive`,
    `${policy}.connectionPool.tcp.maxConnectionDuration`,
    `${policy}.connectionPool.http.http2KeepAlive`,
    `${policy}.connectionPool.http.maxConcurrentStreams`,
    `${policy}.loadBalancer.zoneAwareLbSetting`,
    `${policy}.outlierDetection.outlierDetectionHttpErrorCodes`,
    `${policy}.retryBudget.budgetInterval`,
  ]),
  ProxyConfig: ['environmentVariables', 'image'],
  Sidecar: ['ingress', 'inboundConnectionPool', 'outboundTrafficPolicy.egressProxy'],
  ServiceEntry: ['subjectAltNames'],
  WorkloadGroup: ['probe'],
}

/** Whether a kind takes part in the simulation. */
export function isModelled(resource: Pick<Resource, 'apiVersion' | 'kind'>): boolean {
  return MODELLED[groupOf(resource.apiVersion)]?.includes(resource.kind) ?? false
}

/** Kinds and fields that were read but have no effect, in file order. */
export function notModelledOf(resources: readonly Resource[]): NotModelled[] {
  const unread = unreadResources(resources)
  return resources.flatMap(resource => {
    if (unread.has(resource)) {
      return [{ what: `${resourceId(resource)} (not in the config cluster)`, place: resource.place }]
    }
    if (!isModelled(resource)) return [{ what: resourceId(resource), place: resource.place }]
    if (!groupOf(resource.apiVersion).endsWith('.istio.io')) return []
    const paths = (FIELDS[resource.kind] ?? []).flatMap(field =>
      pathsTo(resource.body.spec, field.split('.'), ['spec']),
    )
    return paths.map(path => ({
      what: `${resourceId(resource)} ${pathText(path)}`,
      place: placeOf(resource.source, path, 'key'),
    }))
  })
}

/** The paths of the values that a pattern meets. */
function pathsTo(value: unknown, pattern: readonly string[], path: Path): Path[] {
  if (!isSet(value)) return []
  const [step, ...rest] = pattern
  if (step === undefined) return [path]
  if (step !== '*') return isRecord(value) ? pathsTo(value[step], rest, [...path, step]) : []
  if (Array.isArray(value)) return value.flatMap((item, index) => pathsTo(item, rest, [...path, index]))
  return []
}
