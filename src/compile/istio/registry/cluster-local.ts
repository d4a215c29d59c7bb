import { fields, list, texts } from '../field.ts'
import { compareSpecificity, isSubsetOf, isWildcard } from '../host/name.ts'
import { CLUSTER_DOMAIN } from './kubernetes-service.ts'

/** Never called from another cluster, unless the mesh configuration says otherwise. */
const DEFAULTS: readonly string[] = [
  `*.kube-system.svc.${CLUSTER_DOMAIN}`,
  `kubernetes.default.svc.${CLUSTER_DOMAIN}`,
  `istiod.istio-system.svc.${CLUSTER_DOMAIN}`,
]

/**
 * Which services stay within a cluster: the most specific host of `serviceSettings` that covers the service decides
 * (pilot/pkg/model/cluster_local.go). A default goes as a whole once a setting opens any of its hosts.
 */
export function clusterLocalHosts(meshConfig: Readonly<Record<string, unknown>>): (hostname: string) => boolean {
  const rules = new Map<string, boolean>()
  for (const entry of list(meshConfig.serviceSettings)) {
    const { settings, hosts } = fields(entry)
    const isLocal = fields(settings).clusterLocal === true
    for (const host of texts(hosts)) rules.set(host, isLocal)
  }
  const opened = [...rules].filter(([, isLocal]) => !isLocal).map(([host]) => host)
  for (const host of DEFAULTS) if (!opened.some(other => isOpenedBy(host, other))) rules.set(host, true)
  const bySpecificity = [...rules].sort(([a], [b]) => compareSpecificity(a, b))
  return hostname => bySpecificity.find(([host]) => isSubsetOf(hostname, host))?.[1] ?? false
}

function isOpenedBy(host: string, opened: string): boolean {
  return host === opened || (isWildcard(host) && opened.endsWith(host.slice(1)))
}
