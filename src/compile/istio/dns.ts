import type { Pod } from '../../dataplane/pod.ts'
import { labelsMatch } from './field.ts'
import { isIpAddress } from './host/name.ts'
import { addressIn } from './listener/cidr.ts'
import { CLUSTER_DOMAIN } from './registry/kubernetes-service.ts'
import { everyCluster, inCluster } from './registry/per-cluster.ts'
import type { MeshService, ServiceRegistry } from './registry/service.ts'

/** Name lookup as in a pod of a Kubernetes cluster. Undefined = some address outside the mesh. */
export type Resolver = (host: string, namespace: string) => string | undefined

/** Names with fewer dots try the search list first (`ndots:5` of a pod's resolv.conf). */
const SEARCH_BELOW_DOTS = 5

/** In a range the sixth address stands for all, as in the recordings. */
const RANGE_OFFSET = 5

/**
 * Kubernetes Services of the caller's cluster by ClusterIP, headless ones by their first pod, ExternalNames by their
 * target; hosts of ServiceEntries by their first address, as if someone had put them into DNS. `exportTo` hides nothing
 * from DNS.
 */
export function buildResolver(registry: ServiceRegistry, pods: readonly Pod[], cluster: string): Resolver {
  const here = pods.filter(pod => pod.cluster === cluster)
  const named = (name: string) =>
    registry.named(name).flatMap(service => {
      const own = inCluster(service, cluster)
      return own ? [own] : []
    })
  const addressOf = (service: MeshService, depth: number): string | undefined => {
    if (service.externalName !== undefined) return depth > 8 ? undefined : absolute(service.externalName, depth + 1)
    if (service.headless) return readyPods(service, here)[0]?.ip
    const [address] = service.addresses
    return address?.includes('/') ? addressIn(address, RANGE_OFFSET) : address
  }
  const absolute = (name: string, depth: number): string | undefined => {
    const services = named(name)
    const service = services.find(candidate => candidate.kind === 'kubernetes') ?? services[0]
    return service ? addressOf(service, depth) : podAddress(name, named, here)
  }
  return (host, namespace) => {
    if (isIpAddress(host)) return host
    for (const name of candidates(host.toLowerCase(), namespace)) {
      const address = absolute(name, 0)
      if (address !== undefined) return address
    }
    return undefined
  }
}

function candidates(host: string, namespace: string): readonly string[] {
  if (host.endsWith('.')) return [host.slice(0, -1)]
  const searched = [`${namespace}.svc.${CLUSTER_DOMAIN}`, `svc.${CLUSTER_DOMAIN}`, CLUSTER_DOMAIN].map(
    suffix => `${host}.${suffix}`,
  )
  return host.split('.').length - 1 < SEARCH_BELOW_DOTS ? [...searched, host] : [host, ...searched]
}

/** `<pod>.<headless service>.<namespace>.svc...`: answered for pods that are not ready, too (recorded). */
function podAddress(name: string, named: ServiceRegistry['named'], pods: readonly Pod[]): string | undefined {
  const dot = name.indexOf('.')
  const service = named(name.slice(dot + 1)).find(candidate => candidate.headless)
  const podName = name.slice(0, dot)
  return service && podsOf(service, pods).find(pod => pod.name === podName)?.ip
}

/** Pods that Kubernetes publishes for a headless Service, in every cluster that has it. */
export function headlessPods(service: MeshService, pods: readonly Pod[]): readonly Pod[] {
  return everyCluster(service).flatMap(own =>
    readyPods(
      own,
      pods.filter(({ cluster }) => cluster === own.sources[0].cluster),
    ),
  )
}

function readyPods(service: MeshService, pods: readonly Pod[]): readonly Pod[] {
  return podsOf(service, pods).filter(pod => service.publishNotReady || (pod.ready && !pod.terminating))
}

function podsOf({ selector, namespace }: MeshService, pods: readonly Pod[]): readonly Pod[] {
  if (!selector) return []
  return pods.filter(pod => pod.namespace === namespace && labelsMatch(selector, pod.labels))
}
