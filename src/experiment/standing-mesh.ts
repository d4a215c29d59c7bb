import { compileIstio } from '../compile/istio/compile.ts'
import { labelsMatch } from '../compile/istio/field.ts'
import { expandPods } from '../compile/istio/pods/expand.ts'
import type { ServiceRegistry } from '../compile/istio/registry/service.ts'
import type { OpenMesh } from '../compile/open-mesh.ts'
import type { Diagnostic } from '../config/diagnostic.ts'
import type { Scenario, TrafficSource } from '../config/scenario/scenario.ts'
import type { ExplainedCaller } from '../dataplane/explanation.ts'
import { type Pod, workloadId } from '../dataplane/pod.ts'
import type { EntryPoint } from '../engine/assemble/entries.ts'
import { type Setting, settingOf } from '../engine/assemble/setting.ts'

/** The mesh of a scenario before anything happens: peopled, compiled, with the caller of each of its sources. */
export interface StandingMesh extends OpenMesh {
  /** By source; undefined where nobody can call, which `diagnostics` tell. */
  readonly callers: readonly (Caller | undefined)[]
  readonly assumed: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface Caller {
  /** The first pod that is ready. */
  readonly pod: Pod
  readonly kind: ExplainedCaller['kind']
  /** Port that is dialled at a gateway, else of the URL. */
  readonly port: number
  readonly told: ExplainedCaller
}

export function standingMesh(scenario: Scenario): StandingMesh {
  const setting = settingOf(scenario)
  const { mesh, registry, gateways, assumed, diagnostics } = setting
  const pods = placedPods(scenario, setting)
  const callers = scenario.traffic.map((source, i) => callerOf(setting.entries[i], source, pods, registry))
  return { mesh, registry, gateways, assumed, diagnostics, callers, dataPlane: compileIstio({ mesh, pods }) }
}

/**
 * A run has to place every pod somewhere; here a pod may be at an unknown place. Zones count where the scenario names them, or
 * where there are Nodes and no pod says which is its own.
 */
function placedPods({ topology }: Scenario, { mesh, pods, placement }: Setting): readonly Pod[] {
  if (topology.zones.length > 0) return pods
  const unplaced = expandPods(mesh, { ...placement, zones: [] }).pods
  const hasNodes = mesh.resources.some(({ kind }) => kind === 'Node')
  return hasNodes && unplaced.every(({ node }) => node === '') ? pods : unplaced
}

const CLIENT = 'default/client'

function callerOf(
  entry: EntryPoint,
  { from }: TrafficSource,
  pods: readonly Pod[],
  registry: ServiceRegistry,
): Caller | undefined {
  if (entry.kind === 'unknown') return undefined
  const workload = entry.kind === 'client' ? CLIENT : entry.workload
  const own = pods.filter(pod => workloadId(pod) === workload)
  const pod = own.find(({ ready }) => ready) ?? own[0]
  if (!pod) return undefined
  const { port } = entry
  const kind = entry.kind === 'gateway' ? 'gateway' : 'workload'
  const why = from
    ? 'named by --from'
    : kind === 'gateway'
      ? 'it serves the host and port'
      : 'no Gateway serves the URL'
  const name = kind === 'gateway' ? gatewayService(pod, port, registry) : pod.workload
  const told = { kind, namespace: pod.namespace, name, why, ...(kind === 'gateway' ? { port } : {}) } as const
  return { pod, kind, port, told }
}

/** A gateway goes by its Service, the one with the port if several lead to it. */
function gatewayService(pod: Pod, port: number, registry: ServiceRegistry): string {
  const own = registry.services.filter(
    ({ namespace, selector }) => namespace === pod.namespace && selector && labelsMatch(selector, pod.labels),
  )
  const service = own.find(({ ports }) => ports.some(({ number }) => number === port)) ?? own[0]
  return service?.name ?? pod.workload
}
