import type { ConnectTarget, ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Pod } from '../../dataplane/pod.ts'
import type { MeshSide } from './mesh-side.ts'
import { hostsOf } from './upstream-hosts.ts'

/** A port of a pod, or of an address that is no pod's. */
export interface DialledPlace {
  readonly pod?: Pod
  readonly port: number
}

/** Where a connection ends that no proxy balances: at the pod of the address, or at the first pod of the Service. */
export function dialledPlace(side: MeshSide, proxy: ProxyIdentity, target: ConnectTarget): DialledPlace {
  const tables = side.dataPlane.tablesFor(proxy)
  const { dialled } = tables.connect(target)
  const pod = side.podAt(dialled.slice(0, dialled.lastIndexOf(':')))
  if (pod) return { pod, port: target.port }
  for (const host of serviceNames(target.host, proxy.namespace)) {
    const cluster = tables.cluster(`outbound|${target.port}||${host}`)
    const [first] = cluster ? hostsOf(tables, cluster) : []
    if (first) return { pod: side.podOf(first.endpoint), port: first.endpoint.port }
  }
  return { port: target.port }
}

/** Full names that a name may stand for in a pod of a namespace. */
function serviceNames(host: string, namespace: string): readonly string[] {
  const name = host.toLowerCase().replace(/\.$/, '')
  const domain = 'cluster.local'
  return [`${name}.${namespace}.svc.${domain}`, `${name}.svc.${domain}`, `${name}.${domain}`, name]
}
