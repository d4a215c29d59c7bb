import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { type Clusters, clustersFor } from './cluster/clusters.ts'
import type { Resolver } from './dns.ts'
import { headlessPods } from './dns.ts'
import type { EndpointIndex } from './endpoint/endpoint-index.ts'
import { type Fields, fields, labelsMatch, list, numberOr, optionalFields } from './field.ts'
import { isServedBy } from './gateway/gateway.ts'
import { type GatewayPorts, gatewayTables } from './gateway/tables.ts'
import { once } from './once.ts'
import { CLUSTER_DOMAIN } from './registry/kubernetes-service.ts'
import { inCluster } from './registry/per-cluster.ts'
import type { ServiceRegistry } from './registry/service.ts'
import type { RouteContext } from './route/context.ts'
import { buildScope } from './sidecar-scope/build-scope.ts'
import type { ProxyScope } from './sidecar-scope/scope.ts'
import { type Listeners, type RouteTables, sidecarListeners, sidecarRouteTables } from './sidecar-tables.ts'
import type { IstioWorld } from './world.ts'

/** What all proxies of one kind, cluster, namespace and set of labels share; made once, over whatever pods. */
export interface ProxyClass {
  readonly routes: RouteTables
  clustersOver(endpoints: EndpointIndex): Clusters
  listenersOver(pods: readonly Pod[], resolve: Resolver): Listeners
}

/** Proxies with the same key have the same listeners, routes and clusters. */
export function classKey(proxy: ProxyIdentity): string {
  const labels = Object.keys(proxy.labels)
    .sort()
    .map(key => `${key}=${proxy.labels[key]}`)
  return [proxy.kind, proxy.cluster, proxy.namespace, ...labels].join('\n')
}

/** @param pod the pod of one proxy of the class, for the names of its container ports */
export function buildProxyClass(
  proxy: ProxyIdentity,
  pod: Pod | undefined,
  world: IstioWorld,
  endpoints: EndpointIndex,
): ProxyClass {
  const { settings } = world
  const registry = world.registry.seenFrom(proxy.cluster)
  const client = { namespace: proxy.namespace, labels: proxy.labels, gateway: proxy.kind === 'gateway' }
  const scope = buildScope(client, {
    registry,
    virtualServices: world.virtualServices,
    sidecars: world.sidecars,
    rootNamespace: settings.rootNamespace,
    outbound: settings.outbound,
  })
  const clusters = clustersFor(world.clusters, scope, endpoints)
  const consistentHash = hashLookup(clusters)
  const clustersOver = (other: EndpointIndex) => (other === endpoints ? clusters : clusters.over(other))
  if (proxy.kind === 'gateway') {
    const ports = gatewayPorts(scope, proxy.cluster, pod, registry)
    const tables = tablesOfGateway(scope, ports, { ...world, registry }, clusters, consistentHash)
    return { routes: tables, clustersOver, listenersOver: () => tables }
  }
  const routes = sidecarRouteTables({
    scope,
    domains: { namespace: proxy.namespace, domain: CLUSTER_DOMAIN, absoluteNames: settings.absoluteNames },
    consistentHash,
    defaultRetries: settings.defaultRetries,
  })
  const listenersOver = (pods: readonly Pod[], resolve: Resolver) =>
    sidecarListeners(scope, clusters, service => headlessPods(service, pods).map(({ ip }) => ip), resolve)
  return { routes, clustersOver, listenersOver }
}

function tablesOfGateway(
  scope: ProxyScope,
  ports: GatewayPorts,
  world: IstioWorld,
  clusters: Clusters,
  consistentHash: RouteContext['consistentHash'],
): Listeners & RouteTables {
  const { registry } = world
  const visible = (host: string) => registry.named(host).filter(found => registry.isVisible(found, scope.namespace))
  const virtualServices = (gateway: string) => world.virtualServices.boundTo(gateway, scope.namespace)
  return gatewayTables(
    world.gateways.filter(gateway => isServedBy(gateway, scope.labels, scope.namespace)),
    ports,
    {
      virtualServices,
      service: host => scope.services.get(host),
      services: () => scope.services.values(),
      destinationRule: clusters.destinationRule,
    },
    {
      namespace: scope.namespace,
      labels: scope.labels,
      virtualServices,
      // The VirtualService's own namespace comes first, then whatever the gateway sees.
      service: (host, namespace) =>
        visible(host).find(found => found.namespace === namespace) ?? scope.services.get(host) ?? visible(host)[0],
      consistentHash,
      defaultRetries: world.settings.defaultRetries,
    },
  )
}

/** Services of its cluster that select the gateway's pods tell which port of the pod a Service port means. */
function gatewayPorts(
  scope: ProxyScope,
  cluster: string,
  pod: Pod | undefined,
  registry: ServiceRegistry,
): GatewayPorts {
  const own = once(() =>
    registry.services
      .flatMap(service => inCluster(service, cluster) ?? [])
      .filter(
        ({ namespace, selector }) => namespace === scope.namespace && selector && labelsMatch(selector, scope.labels),
      ),
  )
  return {
    targetPorts: servicePort => {
      const targets = own()
        .flatMap(service => service.ports)
        .filter(port => port.number === servicePort)
        .map(({ targetPort }) => (typeof targetPort === 'number' ? targetPort : pod?.portNames[targetPort]))
      return [...new Set(targets.filter(target => target !== undefined))]
    },
    serviceAddress: () => own()[0]?.addresses[0],
  }
}

/**
 * `consistentHash` for a destination (core/route/route.go:hashForHTTPDestination): subset's port, subset, port, rule;
 * ports only where the destination names one.
 */
function hashLookup(clusters: Clusters): RouteContext['consistentHash'] {
  return ({ host, port, subset }) => {
    const rule = clusters.destinationRule(host)
    if (!rule) return undefined
    const ofSubset = rule.subsets.find(candidate => candidate.name === subset)?.trafficPolicy
    return (
      portHash(ofSubset, port) ??
      policyHash(ofSubset) ??
      portHash(rule.trafficPolicy, port) ??
      policyHash(rule.trafficPolicy)
    )
  }
}

function policyHash(policy: Fields | undefined): Fields | undefined {
  return optionalFields(fields(policy?.loadBalancer).consistentHash)
}

function portHash(policy: Fields | undefined, port: number | undefined): Fields | undefined {
  if (port === undefined) return undefined
  const settings = list(policy?.portLevelSettings).map(fields)
  return policyHash(settings.find(entry => numberOr(fields(entry.port).number, 0) === port))
}
