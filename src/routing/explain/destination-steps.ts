import type { ServiceRegistry } from '../../compile/istio/registry/service.ts'
import type { ProxyTables } from '../../dataplane/data-plane.ts'
import type { Step } from '../../dataplane/explanation.ts'
import type { WeightedCluster } from '../../dataplane/route.ts'
import { zonesOf } from '../golden/zones.ts'
import { clusterSteps } from './cluster-steps.ts'
import { endpointSteps } from './endpoint-steps.ts'
import { percentText } from './percent.ts'
import { mutationSteps } from './route-steps.ts'
import { step } from './step.ts'
import type { MeshView } from './view.ts'
import { zoneStep } from './zone-step.ts'

/** The split: each weighted cluster with its policies and candidate endpoints. */
export function destinationSteps(
  view: MeshView,
  tables: ProxyTables,
  clusters: readonly WeightedCluster[],
): readonly Step[] {
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0)
  return clusters.map(entry => {
    const share = total === 0 ? '0%' : percentText(entry.weight / total)
    const origin = { ...entry.origin, resource: '', why: '' }
    return step(`to ${share}`, entry.cluster, origin, innerSteps(view, tables, entry))
  })
}

function innerSteps(view: MeshView, tables: ProxyTables, entry: WeightedCluster): readonly Step[] {
  const origin = { ...entry.origin, resource: '', why: '' }
  const changes = [
    ...mutationSteps('request headers', entry.requestHeaders, origin),
    ...mutationSteps('response headers', entry.responseHeaders, origin),
    ...(entry.hostRewrite ? [step('rewrite host', `Host becomes ${entry.hostRewrite}`, origin)] : []),
  ]
  const cluster = tables.cluster(entry.cluster)
  if (!cluster) return [...changes, missingStep(view, tables, entry.cluster)]
  const zones = zonesOf(tables, cluster)
  return [
    ...changes,
    ...clusterSteps(view.mesh, cluster),
    ...(zones ? [zoneStep(view.mesh, cluster, zones)] : []),
    ...endpointSteps(cluster, tables.loadAssignment(cluster.name), zones),
  ]
}

/** Why a proxy has no cluster of that name: 503 NC. */
function missingStep({ registry }: MeshView, tables: ProxyTables, name: string): Step {
  const refusal = tables.refusedCluster(name)
  return refusal
    ? step('missing', `Envoy refuses the cluster: ${refusal.reason}`, refusal.origin)
    : step('missing', whyUnknown(registry, name))
}

function whyUnknown(registry: ServiceRegistry, name: string): string {
  const [, port = '', subset = '', host = ''] = name.split('|')
  const services = registry.named(host)
  if (services.length === 0) return `no Service or ServiceEntry is called ${host}`
  const ports = services.flatMap(service => service.ports.map(({ number }) => number))
  if (!ports.includes(Number(port))) return `${host} has no port ${port}; it has ${ports.join(', ')}`
  if (subset !== '') return `no DestinationRule that holds here defines subset ${subset} of ${host}`
  return `${host} is not in scope of the proxy`
}
