import { deployGateways } from '../../compile/gateway-api/deployment.ts'
import { compileIstio } from '../../compile/istio/compile.ts'
import { expandPods } from '../../compile/istio/pods/expand.ts'
import { FROM_FILES } from '../../compile/istio/pods/placement.ts'
import { clustersOf } from '../../config/clusters.ts'
import type { Mesh } from '../../config/mesh.ts'
import { readMesh, type SourceFile } from '../../config/read-mesh.ts'
import { resourceId } from '../../config/resource.ts'
import type { DataPlane, ProxyIdentity } from '../../dataplane/data-plane.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import { markPods, type PodConditions } from './case-pods.ts'
import { type EndpointStyle, endpointStyle } from './endpoint-style.ts'
import type { CaseFiles, RecordedCall, RecordedCaller } from './recording.ts'
import { isSecuritySet } from './security-set.ts'

/** A recorded mesh, compiled, and the calls into it. */
export interface GoldenCase {
  readonly name: string
  readonly mesh: Mesh
  readonly dataPlane: DataPlane
  readonly style: EndpointStyle
  /** The recordings show the servers' side of calls, too. */
  readonly isSecured: boolean
  readonly calls: readonly RecordedCall[]
}

interface Refusal {
  readonly resource: string
  readonly level: 'error' | 'warning'
}

/** Compiles a case without the resources that istiod's validation refused when it was recorded. */
export function openCase(files: CaseFiles): GoldenCase {
  const refused = new Set(
    parseJson<readonly Refusal[]>(files.validation, []).flatMap(({ resource, level }) =>
      level === 'error' ? [resource] : [],
    ),
  )
  const meshConfigText = files.meshConfig && { path: `${files.name}/meshconfig.yaml`, text: files.meshConfig }
  const meshNetworksText = files.meshNetworks && {
    path: `${files.name}/meshnetworks.yaml`,
    text: files.meshNetworks,
  }
  const read = readMesh(manifestsOf(files), {
    ...(meshConfigText ? { meshConfigText } : {}),
    ...(meshNetworksText ? { meshNetworksText } : {}),
  })
  const resources = read.resources.filter(resource => !refused.has(resourceId(resource)))
  const mesh = deployGateways({ ...read, resources })
  const expanded = expandPods(mesh, FROM_FILES).pods
  // Only the recordings that show mesh TLS gave their pods the label that injection adds.
  const style = endpointStyle(mesh, files.expected)
  const isSecured = isSecuritySet(files.expected)
  const injected =
    isSecured || /"mtls"|"mesh certificates"/.test(files.expected)
      ? expanded
      : expanded.map(pod => ({ ...pod, sidecar: false }))
  const pods = markPods(injected, parseJson<PodConditions>(files.caseJson, {}))
  return {
    name: files.name,
    mesh,
    dataPlane: compileIstio({ mesh, pods }),
    style,
    isSecured,
    calls: files.expected
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(line => JSON.parse(line) as RecordedCall),
  }
}

/** One file, or one per cluster. */
function manifestsOf({ name, mesh, clusters }: CaseFiles): readonly SourceFile[] {
  if (!clusters) return [{ path: `${name}/mesh.yaml`, text: mesh }]
  return clusters.map(({ cluster, mesh }) => ({ path: `${name}/${cluster}/mesh.yaml`, text: mesh, cluster }))
}

function parseJson<T>(text: string | undefined, fallback: T): T {
  return text === undefined ? fallback : (JSON.parse(text) as T)
}

/** The proxy that handles a call: that of the workload's first pod, or of the first pod behind the gateway's Service. */
export function callerOf(golden: GoldenCase, from: RecordedCaller): ProxyIdentity | undefined {
  const cluster = from.cluster ?? clustersOf(golden.mesh)[0]
  const pods = golden.dataPlane.pods.filter(pod => pod.cluster === cluster)
  if (from.workload !== undefined) {
    const pod = pods.find(({ namespace, workload }) => namespace === from.namespace && workload === from.workload)
    return pod && proxyOf(pod, 'sidecar')
  }
  const service = golden.mesh.resources.find(
    resource =>
      resource.kind === 'Service' &&
      resource.cluster === cluster &&
      resource.namespace === from.namespace &&
      resource.name === from.gateway,
  )
  const selector = (service?.body.spec as { selector?: Record<string, string> } | undefined)?.selector
  if (!selector) return undefined
  const pod = pods.find(
    ({ namespace, labels }) =>
      namespace === from.namespace && Object.entries(selector).every(([key, value]) => labels[key] === value),
  )
  return pod && proxyOf(pod, 'gateway')
}
