import type { Cluster, DiscoveryType } from '../../../dataplane/cluster.ts'
import type { DestinationRule } from '../destination-rule/destination-rule.ts'
import { destinationRuleFor } from '../destination-rule/lookup.ts'
import { onDemand } from '../once.ts'
import { buildCluster, type ClusterTarget } from './build.ts'
import { meshConnectTimeoutNs } from './connection-pool.ts'
import { fixedClusters } from './fixed.ts'
import { clusterName, parseClusterName } from './name.ts'
import { clusterPolicy } from './policy.ts'
import type { ClientScope, ClusterWorld } from './scope.ts'

/** What is known of the clusters of one class of proxies before their endpoints; made on demand. */
export interface ClusterPlan {
  readonly fixed: ReadonlyMap<string, Cluster>
  /** Undefined for names of no service in scope, and for the fixed clusters. */
  target(name: string): ClusterTarget | undefined
  destinationRule(hostname: string): DestinationRule | undefined
  /** The cluster of a target; one object for each answer to whether mesh TLS is possible, whatever the endpoints. */
  build(target: ClusterTarget, type: DiscoveryType, meshTlsPossible: boolean): Cluster
  /** Without the fixed ones. */
  names(): readonly string[]
}

export function planClusters(world: ClusterWorld, scope: ClientScope): ClusterPlan {
  const { settings } = world
  const fixed = fixedClusters(meshConnectTimeoutNs(settings.meshConfig), scope.gateway)
  const destinationRule = onDemand((hostname: string) => {
    const service = scope.services.get(hostname)
    return service && destinationRuleFor(world.rules, scope, service)
  })
  const target = onDemand((name: string): ClusterTarget | undefined => {
    const parts = parseClusterName(name)
    const service = parts && scope.services.get(parts.host)
    const port = service?.ports.find(({ number }) => number === parts?.port)
    if (!parts || !service || !port || service.resolution === 'alias') return undefined
    const rule = destinationRule(parts.host)
    const subset = parts.subset === '' ? undefined : rule?.subsets.find(({ name }) => name === parts.subset)
    if (parts.subset !== '' && (!subset || service.resolution === 'dynamicDns')) return undefined
    return { service, port, subset, rule, policy: clusterPolicy(rule, service, port.number, parts.subset, settings) }
  })
  const names = () =>
    [...scope.services.values()]
      .filter(({ resolution }) => resolution !== 'alias')
      .flatMap(({ hostname, ports }) => {
        const subsets = ['', ...(destinationRule(hostname)?.subsets ?? []).map(({ name }) => name)]
        return ports.flatMap(({ number }) => subsets.map(subset => clusterName(number, subset, hostname)))
      })
  const built = new Map<ClusterTarget, Map<boolean, Cluster>>()
  const build: ClusterPlan['build'] = (target, type, possible) => {
    const known = built.get(target)?.get(possible)
    if (known) return known
    const cluster = buildCluster(target, type, possible, settings.meshConfig, scope.gateway)
    built.set(target, new Map(built.get(target)).set(possible, cluster))
    return cluster
  }
  return { fixed: new Map(fixed.map(cluster => [cluster.name, cluster])), target, destinationRule, build, names }
}
