import { compileIstio } from '../../compile/istio/compile.ts'
import { expandPods } from '../../compile/istio/pods/expand.ts'
import { FROM_FILES } from '../../compile/istio/pods/placement.ts'
import type { Mesh } from '../../config/mesh.ts'
import { readMesh } from '../../config/read-mesh.ts'
import { resourceId } from '../../config/resource.ts'
import type { DataPlane, ProxyIdentity } from '../../dataplane/data-plane.ts'
import type { Pod } from '../../dataplane/pod.ts'
import { type EndpointStyle, endpointStyle } from './endpoint-style.ts'
import type { CaseFiles, RecordedCall, RecordedCaller } from './recording.ts'

/** A recorded mesh, compiled, and the calls into it. */
export interface GoldenCase {
  readonly name: string
  readonly mesh: Mesh
  readonly dataPlane: DataPlane
  readonly style: EndpointStyle
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
  const read = readMesh(
    [{ path: `${files.name}/mesh.yaml`, text: files.mesh }],
    meshConfigText ? { meshConfigText } : {},
  )
  const mesh = { ...read, resources: read.resources.filter(resource => !refused.has(resourceId(resource))) }
  const expanded = expandPods(mesh, FROM_FILES).pods
  // Only the recordings that show mesh TLS gave their pods the label that injection adds.
  const style = endpointStyle(mesh, files.expected)
  const injected = /"mtls"|"mesh certificates"/.test(files.expected)
    ? expanded
    : expanded.map(pod => ({ ...pod, sidecar: false }))
  const pods = markPods(injected, parseJson<PodConditions>(files.caseJson, {}))
  return {
    name: files.name,
    mesh,
    dataPlane: compileIstio({ mesh, pods }),
    style,
    calls: files.expected
      .split('\n')
      .filter(line => line.trim() !== '')
      .map(line => JSON.parse(line) as RecordedCall),
  }
}

function parseJson<T>(text: string | undefined, fallback: T): T {
  return text === undefined ? fallback : (JSON.parse(text) as T)
}

/** Names of pods in a state other than running. */
interface PodConditions {
  readonly notReady?: readonly string[]
  readonly terminating?: readonly string[]
  readonly terminatingNotServing?: readonly string[]
}

function markPods(pods: readonly Pod[], conditions: PodConditions): readonly Pod[] {
  const has = (names: readonly string[] | undefined, pod: Pod) => names?.includes(pod.name) ?? false
  return pods.map(pod => {
    if (has(conditions.notReady, pod)) return { ...pod, ready: false, serving: false }
    if (has(conditions.terminating, pod)) return { ...pod, ready: false, serving: true, terminating: true }
    if (has(conditions.terminatingNotServing, pod)) return { ...pod, ready: false, serving: false, terminating: true }
    return pod
  })
}

/** The proxy that handles a call: that of the workload's first pod, or of the first pod behind the gateway's Service. */
export function callerOf(golden: GoldenCase, from: RecordedCaller): ProxyIdentity | undefined {
  const { pods } = golden.dataPlane
  if (from.workload !== undefined) {
    const pod = pods.find(({ namespace, workload }) => namespace === from.namespace && workload === from.workload)
    return pod && identityOf(pod, 'sidecar')
  }
  const service = golden.mesh.resources.find(
    ({ kind, namespace, name }) => kind === 'Service' && namespace === from.namespace && name === from.gateway,
  )
  const selector = (service?.body.spec as { selector?: Record<string, string> } | undefined)?.selector
  if (!selector) return undefined
  const pod = pods.find(
    ({ namespace, labels }) =>
      namespace === from.namespace && Object.entries(selector).every(([key, value]) => labels[key] === value),
  )
  return pod && identityOf(pod, 'gateway')
}

function identityOf(pod: Pod, kind: ProxyIdentity['kind']): ProxyIdentity {
  const { name, namespace, workload, labels, locality, cluster, network, serviceAccount, node } = pod
  return { kind, name, namespace, workload, labels, locality, cluster, network, serviceAccount, node }
}
