import type { Resource } from '../../../config/resource.ts'
import type { Locality } from '../../../kernel/locality.ts'
import { type Fields, fields, list, numberOr, optionalNumber, text, textMap } from '../field.ts'
import type { NamespaceLookup } from '../namespaces.ts'
import { NETWORK_LABEL, networkOfCluster } from '../network/cluster-network.ts'

/** What all pods of one workload have in common, read once. */
export interface WorkloadTemplate {
  readonly namespace: string
  readonly workload: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly serviceAccount: string
  readonly sidecar: boolean
  readonly portNames: Readonly<Record<string, number>>
  /** Node of every pod of the workload, where the template says so. */
  readonly nodeName: string
  readonly nodeSelector: Readonly<Record<string, string>>
  /** Of the pods, `''` when the files name none. */
  readonly network: string
  /** `spec.replicas` as written. */
  readonly replicas?: number
  readonly resource: Resource
}

/** Workload kinds that keep their pods under `spec.template`. */
const TEMPLATE_KINDS: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'])

export function hasPodTemplate(resource: Resource): boolean {
  return TEMPLATE_KINDS.has(resource.kind) && resource.apiVersion === 'apps/v1'
}

export function isPod(resource: Resource): boolean {
  return resource.kind === 'Pod' && resource.apiVersion === 'v1'
}

/** The template of a Deployment, StatefulSet, DaemonSet or ReplicaSet, or a bare Pod as a workload of its own. */
export function workloadTemplate(resource: Resource, namespaces: NamespaceLookup): WorkloadTemplate {
  const spec = fields(resource.body.spec)
  const template = isPod(resource) ? resource.body : fields(spec.template)
  const metadata = fields(template.metadata)
  const podSpec = fields(template.spec)
  const labels = textMap(metadata.labels)
  const annotations = textMap(metadata.annotations)
  return {
    namespace: resource.namespace,
    workload: resource.name,
    labels,
    annotations,
    serviceAccount: text(podSpec.serviceAccountName) || text(podSpec.serviceAccount) || 'default',
    sidecar:
      podSpec.hostNetwork !== true && isInjected(labels, annotations, namespaces(resource.cluster, resource.namespace)),
    portNames: containerPortNames(podSpec),
    nodeName: text(podSpec.nodeName),
    nodeSelector: textMap(podSpec.nodeSelector),
    network: labels[NETWORK_LABEL] || networkOfCluster(resource.cluster, namespaces),
    replicas: isPod(resource) ? 1 : optionalNumber(spec.replicas),
    resource,
  }
}

const INJECT = 'sidecar.istio.io/inject'

/**
 * Pods have a sidecar unless they opt out: by label or annotation of the template, or by the label of their namespace.
 * That nobody opted in is not taken as "no": manifests rarely show how injection was switched on. Pods on their node's network
 * are never injected (pkg/kube/inject/inject.go:injectRequired).
 */
function isInjected(
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
  namespace: Resource | undefined,
): boolean {
  const own = labels[INJECT] ?? annotations[INJECT]
  if (own !== undefined) return own !== 'false'
  return namespace?.labels['istio-injection'] !== 'disabled'
}

function containerPortNames(podSpec: Fields): Readonly<Record<string, number>> {
  const names: Record<string, number> = {}
  for (const container of list(podSpec.containers)) {
    for (const entry of list(fields(container).ports)) {
      const port = fields(entry)
      const name = text(port.name)
      if (name !== '' && !(name in names)) names[name] = numberOr(port.containerPort, 0)
    }
  }
  return names
}

/** Locality by label, which outweighs the node, or `''`; `.` stands for `/`, which a label cannot hold. */
export function localityLabel(labels: Readonly<Record<string, string>>): string {
  const value = labels['topology.istio.io/locality'] ?? labels['istio-locality'] ?? ''
  return value.includes('/') ? value : value.replaceAll('.', '/')
}

/** `region/zone/subzone`; missing parts are empty. */
export function parseLocality(value: string): Locality {
  const [region = '', zone = '', subzone = ''] = value.split('/')
  return { region, zone, subzone }
}
