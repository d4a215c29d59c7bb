import type { MeshSettings } from '../../../config/mesh.ts'
import type { Cluster, DiscoveryType } from '../../../dataplane/cluster.ts'
import type { ProxyIdentity } from '../../../dataplane/data-plane.ts'
import type { LoadAssignment } from '../../../dataplane/endpoint.ts'
import { localityText } from '../../../kernel/locality.ts'
import type { DestinationRule } from '../destination-rule/destination-rule.ts'
import type { DestinationRuleIndex } from '../destination-rule/index-rules.ts'
import { destinationRuleFor } from '../destination-rule/lookup.ts'
import type { EndpointIndex } from '../endpoint/endpoint-index.ts'
import { loadAssignment } from '../endpoint/load-assignment.ts'
import type { MeshEndpoint } from '../endpoint/mesh-endpoint.ts'
import type { PeerModes } from '../peer-authentication/peer-modes.ts'
import type { MeshService } from '../registry/service.ts'
import { buildCluster, type ClusterTarget, discoveryType } from './build.ts'
import { meshConnectTimeoutNs } from './connection-pool.ts'
import { fixedClusters } from './fixed.ts'
import { clusterName, parseClusterName } from './name.ts'
import { clusterPolicy } from './policy.ts'

/** What decides which clusters a proxy has: the same for all proxies of one class. */
export interface ClientScope {
  readonly namespace: string
  /** Labels of the pod: for DestinationRules with a workloadSelector. */
  readonly labels: Readonly<Record<string, string>>
  readonly gateway: boolean
  /** Services in scope by hostname, in istiod's order; `ports` of a service may be cut by a Sidecar. */
  readonly services: ReadonlyMap<string, MeshService>
}

/** The same for all proxies. */
export interface ClusterWorld {
  readonly settings: MeshSettings
  readonly rules: DestinationRuleIndex
  readonly peers: PeerModes
}

/** Clusters of one class of proxies (CDS) and their endpoints (EDS); everything is made on first use. */
export interface Clusters {
  /** Undefined = the proxy has no such cluster: 503 NC. */
  cluster(name: string): Cluster | undefined
  /** Endpoints as istiod sends them to this proxy; undefined where `cluster` is. */
  loadAssignment(name: string, proxy: ProxyIdentity): LoadAssignment | undefined
  /** All cluster names, by service, port and subset; then the fixed ones. */
  names(): readonly string[]
  /** The DestinationRule that holds for a service in scope. */
  destinationRule(hostname: string): DestinationRule | undefined
  /** The same clusters over other endpoints; what does not depend on endpoints is shared. */
  over(endpoints: EndpointIndex): Clusters
}

export function clustersFor(world: ClusterWorld, scope: ClientScope, endpoints: EndpointIndex): Clusters {
  return clustersOver(planClusters(world, scope), world, scope, endpoints)
}

/** What is known of clusters before their endpoints. */
interface ClusterPlan {
  readonly fixed: ReadonlyMap<string, Cluster>
  target(name: string): ClusterTarget | undefined
  destinationRule(hostname: string): DestinationRule | undefined
  names(): readonly string[]
}

function planClusters(world: ClusterWorld, scope: ClientScope): ClusterPlan {
  const { settings } = world
  const rules = new Map<string, DestinationRule | undefined>()
  const targets = new Map<string, ClusterTarget | undefined>()

  const destinationRule = (hostname: string) => {
    if (rules.has(hostname)) return rules.get(hostname)
    const service = scope.services.get(hostname)
    const rule = service && destinationRuleFor(world.rules, scope, service)
    rules.set(hostname, rule)
    return rule
  }
  const makeTarget = (name: string): ClusterTarget | undefined => {
    const parts = parseClusterName(name)
    const service = parts && scope.services.get(parts.host)
    const port = service?.ports.find(({ number }) => number === parts?.port)
    if (!parts || !service || !port || service.resolution === 'alias') return undefined
    const rule = destinationRule(parts.host)
    const subset = parts.subset === '' ? undefined : rule?.subsets.find(({ name }) => name === parts.subset)
    if (parts.subset !== '' && (!subset || service.resolution === 'dynamicDns')) return undefined
    return { service, port, subset, rule, policy: clusterPolicy(rule, service, port.number, parts.subset, settings) }
  }
  const fixed = fixedClusters(meshConnectTimeoutNs(settings.meshConfig), scope.gateway)
  return {
    fixed: new Map(fixed.map(cluster => [cluster.name, cluster])),
    destinationRule,
    target(name) {
      if (!targets.has(name)) targets.set(name, makeTarget(name))
      return targets.get(name)
    },
    names() {
      const names: string[] = []
      for (const service of scope.services.values()) {
        if (service.resolution === 'alias') continue
        const subsets = destinationRule(service.hostname)?.subsets ?? []
        for (const port of service.ports) {
          names.push(clusterName(port.number, '', service.hostname))
          for (const subset of subsets) names.push(clusterName(port.number, subset.name, service.hostname))
        }
      }
      return names
    },
  }
}

function clustersOver(plan: ClusterPlan, world: ClusterWorld, scope: ClientScope, endpoints: EndpointIndex): Clusters {
  const made = new Map<string, Cluster | undefined>()
  const assignments = new Map<string, LoadAssignment>()

  const make = (name: string): Cluster | undefined => {
    const target = plan.target(name)
    if (!target) return plan.fixed.get(name)
    const type = discoveryType(target, scope.gateway)
    if (resolvesNames(type) && !hasEndpoints(target, endpoints)) return undefined
    const possible = meshTlsPossible(target, type, world.peers, endpoints)
    return buildCluster(target, type, possible, world.settings.meshConfig, scope.gateway)
  }
  const cluster = (name: string) => {
    if (!made.has(name)) made.set(name, make(name))
    return made.get(name)
  }
  const assign = (name: string, type: DiscoveryType, proxy: ProxyIdentity): LoadAssignment => {
    const target = plan.target(name)
    if (!target || type === 'ORIGINAL_DST') return { cluster: name, localities: [] }
    const { service, port, policy, subset } = target
    const assignment = {
      cluster: name,
      subsetLabels: subset?.labels ?? {},
      resolvesNames: resolvesNames(type),
      sendUnhealthy: policy.sendUnhealthy,
      nodeLocal: service.nodeLocal,
      locality: policy.locality,
      failover: policy.failover,
      meshTls: (endpoint: MeshEndpoint) => endpointMeshTls(endpoint, target, world.peers),
    }
    return loadAssignment(endpoints.endpointsOf(service, port.name), assignment, proxy)
  }
  return {
    cluster,
    loadAssignment(name, proxy) {
      const known = cluster(name)
      if (!known) return undefined
      const key = assignmentKey(name, plan.target(name), proxy)
      let assignment = assignments.get(key)
      if (!assignment) {
        assignment = assign(name, known.type, proxy)
        assignments.set(key, assignment)
      }
      return assignment
    },
    names: () => [...plan.names().filter(name => cluster(name) !== undefined), ...plan.fixed.keys()],
    destinationRule: plan.destinationRule,
    over: other => clustersOver(plan, world, scope, other),
  }
}

function resolvesNames(type: DiscoveryType): boolean {
  return type === 'STRICT_DNS' || type === 'LOGICAL_DNS'
}

/** A DNS cluster without endpoints is not sent at all (core/cluster_builder.go:buildCluster). */
function hasEndpoints({ service, port, subset }: ClusterTarget, endpoints: EndpointIndex): boolean {
  const wanted = Object.entries(subset?.labels ?? {})
  return endpoints
    .endpointsOf(service, port.name)
    .some(({ labels, health }) => health !== 'TERMINATING' && wanted.every(([key, value]) => labels[key] === value))
}

/**
 * Whether callers may use mesh TLS by themselves: not where PeerAuthentication of namespace or mesh disables it, and
 * with pass-through only if every endpoint has a proxy (push_context.go:BestEffortInferServiceMTLSMode).
 */
function meshTlsPossible(
  { service, port }: ClusterTarget,
  type: DiscoveryType,
  peers: PeerModes,
  endpoints: EndpointIndex,
): boolean {
  if (peers.ofNamespace(service.namespace) === 'DISABLE') return false
  if (type !== 'ORIGINAL_DST' && service.resolution !== 'passthrough') return true
  const all = endpoints.endpointsOf(service, port.name)
  return all.length > 0 && all.every(({ meshTls }) => meshTls)
}

/** Mesh TLS to one endpoint of an `auto` cluster (pilot/pkg/xds/endpoints/mtls_checker.go). */
function endpointMeshTls(endpoint: MeshEndpoint, { policy }: ClusterTarget, peers: PeerModes): boolean {
  if (policy.tls) return policy.tls.mode === 'ISTIO_MUTUAL'
  if (!endpoint.meshTls) return false
  return peers.ofWorkload(endpoint.namespace, endpoint.labels, endpoint.port) !== 'DISABLE'
}

/** Proxies of one class differ in place only, and for failoverPriority in whatever labels it names. */
function assignmentKey(name: string, target: ClusterTarget | undefined, proxy: ProxyIdentity): string {
  const labels = target?.policy.locality?.failoverPriority.length ? JSON.stringify(proxy.labels) : ''
  return [name, localityText(proxy.locality), proxy.node, proxy.cluster, proxy.network, labels].join('\n')
}
