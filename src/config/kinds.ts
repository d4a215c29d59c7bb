import { ISTIO_KINDS } from './istio-fields.gen.ts'

/** Kinds of the API groups that a mesh's folders usually hold; a kind that its known group does not have is a typing mistake. */
const KUBERNETES_KINDS: Readonly<Record<string, string>> = {
  '': 'Binding ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount List',
  apps: 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
  batch: 'CronJob Job',
  autoscaling: 'HorizontalPodAutoscaler Scale',
  policy: 'Eviction PodDisruptionBudget PodSecurityPolicy',
  'networking.k8s.io': 'Ingress IngressClass IPAddress NetworkPolicy ServiceCIDR',
  'discovery.k8s.io': 'EndpointSlice',
  'rbac.authorization.k8s.io': 'ClusterRole ClusterRoleBinding Role RoleBinding',
  'apiextensions.k8s.io': 'CustomResourceDefinition',
  'admissionregistration.k8s.io':
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
  'apiregistration.k8s.io': 'APIService',
  'storage.k8s.io': 'CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass',
  'scheduling.k8s.io': 'PriorityClass',
  'coordination.k8s.io': 'Lease LeaseCandidate',
  'events.k8s.io': 'Event',
  'node.k8s.io': 'RuntimeClass',
  'certificates.k8s.io': 'CertificateSigningRequest ClusterTrustBundle',
  'gateway.networking.k8s.io':
    'BackendTLSPolicy Gateway GatewayClass GRPCRoute HTTPRoute ListenerSet ReferenceGrant TCPRoute TLSRoute UDPRoute',
  'install.istio.io': 'IstioOperator',
}

const CLUSTER_SCOPED = new Set(
  (
    'Namespace Node PersistentVolume ClusterRole ClusterRoleBinding CustomResourceDefinition IngressClass IPAddress ServiceCIDR ' +
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ' +
    'ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration APIService CSIDriver CSINode StorageClass ' +
    'VolumeAttachment VolumeAttributesClass PriorityClass RuntimeClass CertificateSigningRequest ClusterTrustBundle ' +
    'GatewayClass PodSecurityPolicy'
  ).split(' '),
)

const KINDS_BY_GROUP: ReadonlyMap<string, ReadonlySet<string>> = buildKinds()

function buildKinds(): Map<string, Set<string>> {
  const kinds = new Map<string, Set<string>>()
  for (const [group, names] of Object.entries(KUBERNETES_KINDS)) kinds.set(group, new Set(names.split(' ')))
  for (const { group, kind } of ISTIO_KINDS) kinds.set(group, (kinds.get(group) ?? new Set()).add(kind))
  return kinds
}

/** `networking.istio.io` of `networking.istio.io/v1`; `''` of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf('/') + 1)
}

/** Kinds of a known API group; undefined for a group that is not known. */
export function kindsOf(group: string): ReadonlySet<string> | undefined {
  return KINDS_BY_GROUP.get(group)
}

/** Whether resources of a kind live in a namespace. Kinds of unknown groups count as namespaced. */
export function isNamespaced(group: string, kind: string): boolean {
  return !(kindsOf(group)?.has(kind) && CLUSTER_SCOPED.has(kind))
}

/** Every known group that has the kind: for messages about a kind in the wrong group. */
export function groupsWithKind(kind: string): string[] {
  return [...KINDS_BY_GROUP].filter(([, kinds]) => kinds.has(kind)).map(([group]) => group)
}
