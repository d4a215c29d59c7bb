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
  'security.istio.io': ['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'],
  'install.istio.io': ['IstioOperator'],
  'gateway.networking.k8s.io': [
    'Gateway',
    'GatewayClass',
    'GRPCRoute',
    'HTTPRoute',
    'ReferenceGrant',
    'TCPRoute',
    'TLSRoute',
  ],
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
    `${policy}.connectionPool.http.http2KeepAlive`,
    `${policy}.connectionPool.http.maxConcurrentStreams`,
    `${policy}.outlierDetection.outlierDetectionHttpErrorCodes`,
    `${policy}.retryBudget.budgetInterval`,
  ]),
  ProxyConfig: ['environmentVariables', 'image'],
  Sidecar: ['ingress', 'inboundConnectionPool', 'outboundTrafficPolicy.egressProxy'],
  ServiceEntry: ['subjectAltNames'],
  WorkloadGroup: ['probe'],
  // Providers are taken to allow, keys are not fetched.
  AuthorizationPolicy: ['provider'],
  RequestAuthentication: ['jwtRules.*.jwksUri'],
}

/** The same, taken apart. */
const PATTERNS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map(
  Object.entries(FIELDS).map(([kind, fields]) => [kind, fields.map(field => field.split('.'))]),
)

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
    const paths = (PATTERNS.get(resource.kind) ?? []).flatMap(pattern => pathsTo(resource.body.spec, pattern, 0))
    return paths
      .map(found => ['spec', ...found])
      .map(path => ({
        what: `${resourceId(resource)} ${pathText(path)}`,
        place: placeOf(resource.source, path, 'key'),
      }))
  })
}

/** The paths of the values that the rest of a pattern meets, from `value` on. */
function pathsTo(value: unknown, pattern: readonly string[], at: number): Path[] {
  if (!isSet(value)) return []
  if (at === pattern.length) return [[]]
  const step = pattern[at]
  if (step !== '*') return isRecord(value) ? before(step, pathsTo(value[step], pattern, at + 1)) : []
  return Array.isArray(value) ? value.flatMap((item, index) => before(index, pathsTo(item, pattern, at + 1))) : []
}

function before(step: string | number, paths: readonly Path[]): Path[] {
  return paths.map(path => [step, ...path])
}
