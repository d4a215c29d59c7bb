import type { Cluster, DiscoveryType } from '../../../dataplane/cluster.ts'
import type { ProxyIdentity, Refusal } from '../../../dataplane/data-plane.ts'
import type { LoadAssignment } from '../../../dataplane/endpoint.ts'
import { localityText, NO_LOCALITY } from '../../../kernel/locality.ts'
import type { DestinationRule } from '../destination-rule/destination-rule.ts'
import type { EndpointIndex } from '../endpoint/endpoint-index.ts'
import { groupMember } from '../endpoint/group-member.ts'
import { loadAssignment } from '../endpoint/load-assignment.ts'
import type { MeshEndpoint } from '../endpoint/mesh-endpoint.ts'
import { labelsMatch } from '../field.ts'
import { onDemand } from '../once.ts'
import { type ClusterTarget, discoveryType } from './build.ts'
import { endpointMeshTls, meshTlsPossible } from './mesh-tls.ts'
import { type ClusterPlan, planClusters } from './plan.ts'
import { balancerRejection } from './rejection.ts'
import type { ClientScope, ClusterWorld } from './scope.ts'

/** Clusters of one class of proxies (CDS) and their endpoints (EDS); everything is made on first use. */
export interface Clusters {
  /** Undefined = the proxy has no such cluster: 503 NC. */
  cluster(name: string): Cluster | undefined
  /** See `ProxyTables.refusedCluster`. */
  refused(name: string): Refusal | undefined
  /** Endpoints as istiod sends them to this proxy; undefined where `cluster` is. */
  loadAssignment(name: string, proxy: ProxyIdentity): LoadAssignment | undefined
  /** See `ProxyTables.originalDestinations`. */
  originalDestinations(name: string, proxy: ProxyIdentity): LoadAssignment | undefined
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

function clustersOver(plan: ClusterPlan, world: ClusterWorld, scope: ClientScope, endpoints: EndpointIndex): Clusters {
  const sent = onDemand((name: string): Cluster | undefined => {
    const target = plan.target(name)
    if (!target) return plan.fixed.get(name)
    const type = discoveryType(target, scope.gateway)
    const all = endpoints.endpointsOf(target.service, target.port.name)
    if (resolvesNames(type) && !all.some(({ labels }) => labelsMatch(target.subset?.labels ?? {}, labels))) {
      return undefined
    }
    return plan.build(target, type, meshTlsPossible(target, type, world.peers, all))
  })
  const refused = (name: string): Refusal | undefined => {
    const found = sent(name)
    const reason = found && balancerRejection(found.balancer)
    return found && reason !== undefined ? { reason, origin: found.origin } : undefined
  }
  const cluster = onDemand((name: string) => (refused(name) === undefined ? sent(name) : undefined))

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
      // Only endpoints that istiod sends by EDS are kept within a cluster.
      clusterLocal: type === 'EDS' && world.isClusterLocal(service.hostname),
      gateways: world.gateways,
      locality: policy.locality,
      failover: policy.failover,
      meshTls: endpointMeshTls(target, world.peers),
    }
    return loadAssignment(endpoints.endpointsOf(service, port.name), assignment, proxy)
  }

  const assignments = new Map<string, LoadAssignment>()
  return {
    cluster,
    refused,
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
    originalDestinations(name, proxy) {
      const target = plan.target(name)
      if (target?.service.kind !== 'kubernetes' || cluster(name)?.type !== 'ORIGINAL_DST') return undefined
      const all = endpoints.endpointsOf(target.service, target.port.name)
      const ready = all.filter(endpoint => endpoint.health === 'HEALTHY' && endpoint.cluster === proxy.cluster)
      return anyOf(name, ready, endpointMeshTls(target, world.peers))
    },
    names: () => [...plan.names().filter(name => cluster(name) !== undefined), ...plan.fixed.keys()],
    destinationRule: plan.destinationRule,
    over: other => clustersOver(plan, world, scope, other),
  }
}

/** All alike, wherever they are. */
function anyOf(
  cluster: string,
  endpoints: readonly MeshEndpoint[],
  meshTls: (endpoint: MeshEndpoint) => boolean,
): LoadAssignment {
  const members = endpoints.map(endpoint => groupMember(endpoint, meshTls(endpoint)).endpoint)
  const localities = [{ locality: NO_LOCALITY, priority: 0, weight: members.length, endpoints: members }]
  return { cluster, localities: members.length > 0 ? localities : [] }
}

/** The proxy resolves names; and such a cluster is not sent at all without endpoints (cluster_builder.go:buildCluster). */
function resolvesNames(type: DiscoveryType): boolean {
  return type === 'STRICT_DNS' || type === 'LOGICAL_DNS'
}

/** Proxies of one class differ in place only, and for failoverPriority in whatever labels it names. */
function assignmentKey(name: string, target: ClusterTarget | undefined, proxy: ProxyIdentity): string {
  const labels = target?.policy.locality?.failoverPriority.length ? JSON.stringify(proxy.labels) : ''
  return [name, localityText(proxy.locality), proxy.node, proxy.cluster, proxy.network, labels].join('\n')
}
