import { labelsMatch } from '../../compile/istio/field.ts'
import type { Mesh } from '../../config/mesh.ts'
import type { Resource } from '../../config/resource.ts'
import type { ProxyIdentity } from '../../dataplane/data-plane.ts'
import { type Pod, workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import { localityText } from '../../kernel/locality.ts'
import type { DiffSide, DiffSides } from './side.ts'

/** Proxies whose tables cannot differ from each other, on either side. */
export interface CallerClass {
  readonly kind: 'sidecar' | 'gateway'
  /** The one that is asked for all. */
  readonly proxy: ProxyIdentity
  /** `namespace/name`, in file order. */
  readonly workloads: readonly string[]
  /** As `--from` takes it, without the port; absent where the caller is assumed. */
  readonly from?: string
}

export function callerClasses({ base, head, hasStandInClient }: DiffSides): readonly CallerClass[] {
  const signature = signatureOf([base.mesh, head.mesh])
  const groups = new Map<string, Pod[]>()
  const seen = new Set<string>()
  for (const side of [head, base]) {
    for (const pod of side.dataPlane.pods) {
      const kind = side.gateways.has(workloadId(pod)) ? 'gateway' : 'sidecar'
      if (kind === 'sidecar' && !pod.sidecar) continue
      const key = kind === 'gateway' ? `gateway ${workloadId(pod)}` : signature(pod)
      if (seen.has(`${key}\n${workloadId(pod)}`)) continue
      seen.add(`${key}\n${workloadId(pod)}`)
      groups.set(key, [...(groups.get(key) ?? []), pod])
    }
  }
  return [...groups].map(([key, pods]) => {
    const kind = key.startsWith('gateway ') ? 'gateway' : 'sidecar'
    const [pod] = pods
    const from = kind === 'gateway' ? gatewayFrom(pod, [head, base]) : hasStandInClient ? undefined : workloadId(pod)
    return { kind, proxy: proxyOf(pod, kind), workloads: [...new Set(pods.map(workloadId))], from }
  })
}

function gatewayFrom(pod: Pod, sides: readonly DiffSide[]): string | undefined {
  const services = sides.flatMap(({ registry }) => registry.services)
  const own = services.find(
    ({ namespace, selector }) => namespace === pod.namespace && selector && labelsMatch(selector, pod.labels),
  )
  return own && `gateway:${own.namespace}/${own.name}`
}

/**
 * What of a pod can reach its tables: its place, the labels that some rule asks callers for, and its namespace where scopes,
 * visibility or rules look at it.
 */
function signatureOf(meshes: readonly Mesh[]): (pod: Pod) => string {
  const resources = new Set(meshes.flatMap(mesh => mesh.resources))
  const keys = new Set<string>()
  let asksNamespace = meshes.some(({ settings }) => Object.keys(settings.meshConfig).length > 0)
  for (const resource of resources) {
    collectLabelKeys(resource, keys)
    asksNamespace ||= looksAtNamespace(resource)
  }
  const names = [...keys].sort()
  return pod => {
    const labels = names.map(name => pod.labels[name] ?? '\u0000')
    const place = [localityText(pod.locality), pod.cluster, pod.network]
    return [asksNamespace ? pod.namespace : '', ...place, ...labels].join('\n')
  }
}

const ASKING_KINDS: ReadonlySet<string> = new Set([
  'VirtualService',
  'DestinationRule',
  'Sidecar',
  'HTTPRoute',
  'GRPCRoute',
])

/** Labels of callers are asked for in matches, and select Sidecars and DestinationRules. */
function collectLabelKeys({ kind, body }: Resource, keys: Set<string>): void {
  if (!ASKING_KINDS.has(kind)) return
  walk(body.spec, (key, value) => {
    const selector = key === 'workloadSelector' ? (value as { labels?: object; matchLabels?: object }) : {}
    const asked = key === 'sourceLabels' ? (value as object) : {}
    for (const name of Object.keys({ ...asked, ...selector.labels, ...selector.matchLabels })) keys.add(name)
    if (key === 'failoverPriority' && Array.isArray(value)) {
      for (const entry of value) keys.add(String(entry).split('=')[0])
    }
  })
}

const NAMESPACE_KEYS: ReadonlySet<string> = new Set(['exportTo', 'sourceNamespace'])

function looksAtNamespace({ kind, namespace, body, annotations, apiVersion }: Resource): boolean {
  if (kind === 'Sidecar' || kind === 'ProxyConfig' || 'networking.istio.io/exportTo' in annotations) return true
  if (apiVersion.startsWith('gateway.networking.k8s.io/')) return true
  if (kind === 'DestinationRule') {
    const host = (body.spec as { readonly host?: unknown } | undefined)?.host
    const [, of = namespace, ...rest] = String(host).split('.')
    const isOwn = !String(host).includes('*') && of === namespace && (rest.length === 0 || rest[0] === 'svc')
    if (!isOwn) return true
  }
  if (!['VirtualService', 'DestinationRule', 'ServiceEntry'].includes(kind)) return false
  let found = false
  walk(body.spec, key => {
    found ||= NAMESPACE_KEYS.has(key)
  })
  return found
}

function walk(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'object' && inner !== null) visit(key, inner)
    else if (NAMESPACE_KEYS.has(key)) visit(key, inner)
    walk(inner, visit)
  }
}
