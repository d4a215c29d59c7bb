import { clustersOf } from '../../../config/clusters.ts'
import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { placeOf } from '../../../config/source-node.ts'
import { type Pod, podId } from '../../../dataplane/pod.ts'
import type { Locality } from '../../../kernel/locality.ts'
import { labelsMatch } from '../field.ts'
import { onDemand } from '../once.ts'
import { type ClusterNode, readNodes } from './nodes.ts'
import type { Placement } from './placement.ts'
import { type PodPlace, podIp, podOf } from './pod.ts'
import type { WorkloadTemplate } from './workload-template.ts'
import { readWorkloads } from './workloads.ts'

export interface ExpandedPods {
  readonly pods: readonly Pod[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * The pods that the workloads of the mesh stand for, in file order: `<workload>-0`, `<workload>-1`, ..., ready, with
 * addresses 10.1.0.2, 10.1.0.3, ..., or 10.2.0.2, ... in a second cluster.
 *
 * @param running pods that there are already: those that stay keep their addresses, new ones get addresses that none of
 *   them has
 */
export function expandPods(mesh: Mesh, placement: Placement, running: readonly Pod[] = []): ExpandedPods {
  const nodesOf = onDemand((cluster: string) => readNodes(mesh, cluster))
  const address = addresses(clustersOf(mesh), running)
  const pods: Pod[] = []
  const diagnostics: Diagnostic[] = []
  for (const template of readWorkloads(mesh)) {
    const nodes = nodesOf(template.resource.cluster)
    if (template.nodeName !== '' && nodes.size > 0 && !nodes.has(template.nodeName)) {
      diagnostics.push(unknownNode(template))
    }
    for (const [n, place] of placesOf(template, nodes, placement).entries()) {
      pods.push(address(podOf(template, n, place, '')))
    }
  }
  return { pods, diagnostics }
}

function addresses(clusters: readonly string[], running: readonly Pod[]): (pod: Pod) => Pod {
  const held = new Map(running.map(pod => [podId(pod), pod.ip]))
  const taken = new Set(held.values())
  const next = clusters.map(() => 0)
  const free = (cluster: number) => {
    let ip = podIp(next[cluster]++, cluster)
    while (taken.has(ip)) ip = podIp(next[cluster]++, cluster)
    return ip
  }
  return pod => ({ ...pod, ip: held.get(podId(pod)) ?? free(clusters.indexOf(pod.cluster)) })
}

/**
 * A node that the template names comes first; a DaemonSet has one pod on every node that its nodeSelector allows, or in
 * every zone when the files have no nodes; all other pods go over the zones in turn, each workload from the first zone,
 * so that one workload more moves no pod of another.
 */
function placesOf(
  template: WorkloadTemplate,
  nodes: ReadonlyMap<string, ClusterNode>,
  placement: Placement,
): readonly PodPlace[] {
  const zones = zonesFor(template, placement)
  const override = placement.replicas(template.namespace, template.workload)
  if (template.resource.kind === 'DaemonSet' && override === undefined) {
    const allowed = [...nodes.values()].filter(node => labelsMatch(template.nodeSelector, node.labels))
    if (nodes.size > 0) return allowed.map(node => ({ node }))
    return zones.length > 0 ? zones.map(zone => ({ zone })) : [{}]
  }
  const spread = placement.spread(template.namespace, template.workload)
  if (spread !== undefined) {
    const places = spread.flatMap((count, zone) => Array<PodPlace>(count).fill({ zone: zones[zone] }))
    return override === undefined ? places : places.slice(0, override)
  }
  const count = override ?? template.replicas ?? 1
  return Array.from({ length: count }, (_, n) => placeOfPod(template, n, nodes, zones))
}

function zonesFor({ resource }: WorkloadTemplate, { zones, clusterZones }: Placement): readonly Locality[] {
  return clusterZones?.get(resource.cluster) ?? zones
}

/** Place of the `n`-th pod of a workload without a `spread` of its own. */
function placeOfPod(
  template: WorkloadTemplate,
  n: number,
  nodes: ReadonlyMap<string, ClusterNode>,
  zones: readonly Locality[],
): PodPlace {
  if (template.nodeName !== '') {
    return { node: nodes.get(template.nodeName) ?? bareNode(template.nodeName) }
  }
  return zones.length > 0 ? { zone: zones[n % zones.length] } : {}
}

function bareNode(name: string): ClusterNode {
  return { name, locality: { region: '', zone: '', subzone: '' }, labels: {} }
}

function unknownNode(template: WorkloadTemplate): Diagnostic {
  const path = template.resource.kind === 'Pod' ? ['spec', 'nodeName'] : ['spec', 'template', 'spec', 'nodeName']
  return {
    code: 'MS2408',
    level: 'warning',
    message: `no Node named "${template.nodeName}": the pods of ${template.namespace}/${template.workload} have no zone`,
    place: placeOf(template.resource.source, path),
    help: 'add the Node with its topology labels, or leave nodeName out and let the topology place the pods',
  }
}
