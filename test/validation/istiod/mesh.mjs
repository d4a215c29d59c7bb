// A mesh on both sides: compiled here, and as the objects that a cluster would show to istiod.
import { dump, loadAll } from 'js-yaml'
import { deployGateways } from '../../../dist/compile/gateway-api/deployment.js'
import { compileIstio } from '../../../dist/compile/istio/compile.js'
import { expandPods } from '../../../dist/compile/istio/pods/expand.js'
import { FROM_FILES } from '../../../dist/compile/istio/pods/placement.js'
import { readMesh } from '../../../dist/config/read-mesh.js'
import { resourceId } from '../../../dist/config/resource.js'
import { CERTIFICATE } from './certificate.mjs'
import { ISTIO_CLASS, isGatewayApi, withDefaults } from './gateway-api.mjs'

/** Of objects that name no time, as in the recordings. */
const CREATED = '2024-01-01T00:00:00Z'
const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name'
const CLUSTER_SCOPED = new Set(['Namespace', 'Node', 'GatewayClass'])

/**
 * @param refused ids of objects that istiod's validation does not let pass
 * @returns errors that keep meshsim from reading the mesh, or tables by proxy and what istiod is to be asked
 */
export function openMesh({ mesh: text, meshConfig }, refused = new Set()) {
  const settings = meshConfig ? { meshConfigText: { path: 'meshconfig.yaml', text: meshConfig } } : {}
  const read = readMesh([{ path: 'mesh.yaml', text }], settings)
  const resources = read.resources.filter(resource => !refused.has(resourceId(resource)))
  const mesh = deployGateways({ ...read, resources })
  // Without the label that injection adds, as in the recordings of routing.
  const pods = expandPods(mesh, FROM_FILES).pods.map(pod => ({ ...pod, sidecar: false }))
  const dataPlane = compileIstio({ mesh, pods })
  const made = mesh.resources.filter(each => !read.resources.includes(each))
  const applied = new Set(read.resources.map(resourceId))
  const documents = loadAll(text)
    .filter(each => each && (!isGatewayApi(each) || applied.has(idOf(each))))
    .flatMap(each => [each, ...deployedFor(each, made)])
    .map(completed)
  const proxies = proxiesOf(pods, documents)
  const services = documents.filter(({ kind }) => kind === 'Service')
  const servicePorts = new Set(services.flatMap(({ spec }) => (spec?.ports ?? []).map(({ port }) => port)))
  return {
    errors: read.diagnostics.filter(({ level }) => level === 'error'),
    proxies: proxies.map(identity => ({
      name: `${identity.namespace}/${identity.name}`,
      kind: identity.kind,
      tables: dataPlane.tablesFor(identity),
      servicePorts,
    })),
    job: {
      kubernetes: yaml([...objectsOf(documents, pods)]),
      istio: documents.filter(isIstio).map(each => ({ id: idOf(each), text: yaml([each]) })),
      meshConfig: meshConfig ?? '',
      proxies: gatewaysFirst(proxies).map(({ kind, locality, ...proxy }) => ({
        ...proxy,
        ...locality,
        serviceAccount: proxy.serviceAccount || 'default',
        type: kind === 'gateway' ? 'router' : 'sidecar',
      })),
    },
  }
}

/** The first pod of every workload. */
function proxiesOf(pods, documents) {
  const selectors = documents.filter(isGateway).map(selectorOf)
  const first = new Map(pods.toReversed().map(pod => [`${pod.namespace}/${pod.workload}`, pod]))
  return [...first.values()].toReversed().map(pod => {
    const isGateway = selectors.some(selector => Object.keys(selector).length > 0 && hasLabels(pod, selector))
    return { ...pod, kind: isGateway ? 'gateway' : 'sidecar' }
  })
}

/**
 * istiod makes what a namespace sees once in each push, for whoever asks first, and where that was a sidecar without a Sidecar, gateways of the
 * namespace see what VirtualServices there lead to as well (push_context.go:doGetSidecarScope).
 */
function gatewaysFirst(proxies) {
  return proxies.toSorted((a, b) => Number(b.kind === 'gateway') - Number(a.kind === 'gateway'))
}

/** Right behind their Gateway: addresses are given in the order of the files. */
function deployedFor(gateway, made) {
  if (!isGateway(gateway) || isIstio(gateway)) return []
  const { name, namespace = 'default' } = gateway.metadata
  return made
    .filter(each => each.namespace === namespace && each.labels[GATEWAY_NAME] === name)
    .map(({ body, labels }) => ({ ...body, metadata: { ...body.metadata, labels } }))
}

function isGateway({ kind }) {
  return kind === 'Gateway'
}

/** Of the Gateway API: the label that istiod's controller gives the pods that it makes. */
function selectorOf(gateway) {
  if (isIstio(gateway)) return gateway.spec?.selector ?? {}
  return { [GATEWAY_NAME]: gateway.metadata.name }
}

function completed(document) {
  const metadata = { ...document.metadata }
  if (!CLUSTER_SCOPED.has(document.kind)) metadata.namespace ??= 'default'
  metadata.creationTimestamp ??= CREATED
  return { ...document, metadata }
}

function isIstio({ apiVersion }) {
  return String(apiVersion).includes('.istio.io/')
}

function idOf(document) {
  const { kind, metadata } = completed(document)
  return resourceId({ kind, namespace: metadata.namespace ?? '', name: metadata.name })
}

function* objectsOf(documents, pods) {
  const namespaces = new Set(documents.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name))
  for (const name of new Set([
    'default',
    'istio-system',
    ...documents.flatMap(each => each.metadata.namespace ?? []),
  ])) {
    if (!namespaces.has(name)) yield object('v1', 'Namespace', { name })
  }
  if (!documents.some(({ kind }) => kind === 'GatewayClass')) {
    yield { ...object('gateway.networking.k8s.io/v1', 'GatewayClass', { name: 'istio' }), ...ISTIO_CLASS }
  }
  const templates = new Map(
    documents
      .filter(({ kind }) => kind === 'Deployment')
      .map(each => [`${each.metadata.namespace}/${each.metadata.name}`, each]),
  )
  const containersOf = pod => templates.get(`${pod.namespace}/${pod.workload}`)?.spec.template.spec.containers ?? []
  const address = clusterIps(documents)
  for (const document of documents) {
    // Its controller of the Gateway API looks for these in Kubernetes itself.
    if (document.kind === 'ServiceEntry') yield document
    if (document.kind === 'Deployment' || isIstio(document)) continue
    if (document.kind === 'Secret') yield { ...document, type: 'kubernetes.io/tls', data: CERTIFICATE }
    else if (document.kind !== 'Service') yield withDefaults(document)
    else {
      const service = admitted(document, address)
      yield service
      yield* slicesOf(service, pods, containersOf)
    }
  }
  for (const pod of pods) yield podObject(pod, containersOf(pod))
}

/** 10.96.0.2, 10.96.0.3, ... in the order of the file. */
function clusterIps(documents) {
  const services = documents.filter(({ kind }) => kind === 'Service')
  const taken = new Set(services.map(({ spec }) => spec.clusterIP))
  let next = 2
  return () => {
    while (taken.has(`10.96.0.${next}`)) next++
    return `10.96.0.${next++}`
  }
}

/** With the defaults that the API server fills in. */
function admitted(service, address) {
  const { spec } = service
  const allocated = spec.clusterIP ?? address()
  const isAlias = spec.type === 'ExternalName'
  const ports = (spec.ports ?? []).map(port => ({ protocol: 'TCP', targetPort: port.port, ...port }))
  const ips = isAlias ? {} : { clusterIP: allocated, ...(allocated !== 'None' && { clusterIPs: [allocated] }) }
  return { ...service, spec: { ...spec, ...ips, ports } }
}

/** As the EndpointSlice controller writes them: one slice for all pods with the same port numbers. */
function* slicesOf({ metadata: { name, namespace }, spec }, pods, containersOf) {
  if (Object.keys(spec.selector ?? {}).length === 0) return
  const groups = new Map()
  for (const pod of pods.filter(each => each.namespace === namespace && hasLabels(each, spec.selector))) {
    const ports = spec.ports.flatMap(port => slicePort(port, containersOf(pod)))
    const key = JSON.stringify(ports)
    groups.set(key, { ports, pods: [...(groups.get(key)?.pods ?? []), pod] })
  }
  for (const [index, group] of [...groups.values()].entries()) {
    const labels = { 'kubernetes.io/service-name': name }
    yield {
      ...object('discovery.k8s.io/v1', 'EndpointSlice', { name: `${name}-${index}`, namespace, labels }),
      addressType: 'IPv4',
      ports: group.ports,
      endpoints: group.pods.map(pod => ({
        addresses: [pod.ip],
        conditions: { ready: true, serving: true, terminating: false },
        targetRef: { kind: 'Pod', name: pod.name, namespace },
        ...(pod.node && { nodeName: pod.node }),
      })),
    }
  }
}

function slicePort({ name, targetPort, protocol, appProtocol }, containers) {
  const named = containers.flatMap(({ ports }) => ports ?? []).find(port => port.name === targetPort)
  const port = typeof targetPort === 'number' ? targetPort : named?.containerPort
  return port === undefined ? [] : [{ port, protocol, ...(name && { name }), ...(appProtocol && { appProtocol }) }]
}

function podObject({ name, namespace, labels, ip, node, serviceAccount }, containers) {
  return {
    ...object('v1', 'Pod', { name, namespace, labels }),
    spec: { serviceAccountName: serviceAccount || 'default', containers, ...(node && { nodeName: node }) },
    status: { phase: 'Running', podIP: ip, podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] },
  }
}

function object(apiVersion, kind, metadata) {
  return { apiVersion, kind, metadata: { ...metadata, creationTimestamp: CREATED } }
}

function hasLabels({ labels }, selector) {
  return Object.entries(selector).every(([key, value]) => labels[key] === value)
}

function yaml(documents) {
  // Once through JSON, so that what is undefined is left out.
  return documents.map(each => dump(JSON.parse(JSON.stringify(each)))).join('\n---\n')
}
