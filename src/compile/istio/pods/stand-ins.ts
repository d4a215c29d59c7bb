import type { Mesh } from '../../../config/mesh.ts'
import { type Resource, resourceId } from '../../../config/resource.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import { fields, labelsMatch, list, numberOr, text, textMap } from '../field.ts'
import { gatewaySelector, gatewayWorkloads, istioGateways } from './gateway-workloads.ts'

/** Resources that the files lack and a run needs, and one sentence about each for the summary. */
export interface StandIns {
  /** To be appended to `mesh.resources`. */
  readonly resources: readonly Resource[]
  readonly assumed: readonly string[]
}

interface GatewayPlan {
  readonly name: string
  readonly labels: Record<string, string>
  readonly ports: Map<number, string>
  readonly gateways: string[]
}

const NAMESPACE = 'istio-system'

/** Service port -> target port in Istio's own install; every other port is its own target. */
const INSTALL_TARGETS: Readonly<Record<number, number>> = { 80: 8080, 443: 8443 }

/**
 * Gateway proxies for the Gateways that no workload of the files serves: a Deployment of two pods and its Service in
 * `istio-system`, named as in Istio's own install (`istio: ingressgateway` -> `istio-ingressgateway`).
 */
export function gatewayStandIns(mesh: Mesh): StandIns {
  const workloads = gatewayWorkloads(mesh)
  const plans: GatewayPlan[] = []
  for (const gateway of istioGateways(mesh)) {
    const selector = gatewaySelector(gateway)
    if (workloads.some(workload => labelsMatch(selector, workload.labels))) continue
    let plan = plans.find(existing => isCompatible(existing.labels, selector))
    if (!plan) {
      plan = newPlan(selector)
      plans.push(plan)
    }
    Object.assign(plan.labels, selector)
    for (const [number, name] of serverPorts(gateway)) if (!plan.ports.has(number)) plan.ports.set(number, name)
    plan.gateways.push(resourceId(gateway))
  }
  return { resources: plans.flatMap(plan => resourcesOf(plan, mesh)), assumed: plans.map(sentence) }
}

/** `default/client`, a workload with a sidecar that calls when no Gateway serves the URL; nothing if the files have it. */
export function clientStandIn(mesh: Mesh): StandIns {
  const exists = mesh.resources.some(
    resource => resource.kind === 'Deployment' && resource.namespace === 'default' && resource.name === 'client',
  )
  if (exists) return { resources: [], assumed: [] }
  return {
    resources: [deployment('client', 'default', { app: 'client' }, 1)],
    assumed: ['default/client, a workload with a sidecar, makes the calls: no Gateway serves the URL'],
  }
}

function newPlan(selector: Readonly<Record<string, string>>): GatewayPlan {
  const role = selector.istio ?? 'ingressgateway'
  const ports = new Map([
    [80, 'http2'],
    [443, 'https'],
  ])
  const name = `istio-${role}`
  return { name, labels: { istio: role, app: name, ...selector }, ports, gateways: [] }
}

function isCompatible(labels: Readonly<Record<string, string>>, selector: Readonly<Record<string, string>>): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === undefined || labels[key] === value)
}

function serverPorts(gateway: Resource): readonly (readonly [number, string])[] {
  return list(fields(gateway.body.spec).servers).map(entry => {
    const port = fields(fields(entry).port)
    const number = numberOr(port.number, 0)
    return [number, `${text(port.protocol).toLowerCase()}-${number}`] as const
  })
}

/** The Deployment, and a Service unless the files have one of that name, whose selector the pods then carry. */
function resourcesOf(plan: GatewayPlan, mesh: Mesh): readonly Resource[] {
  const existing = mesh.resources.find(
    resource => resource.kind === 'Service' && resource.namespace === NAMESPACE && resource.name === plan.name,
  )
  const selector = existing && textMap(fields(existing.body.spec).selector)
  const pods = deployment(plan.name, NAMESPACE, { ...selector, ...plan.labels }, 2)
  return existing ? [pods] : [pods, service(plan)]
}

function deployment(
  name: string,
  namespace: string,
  labels: Readonly<Record<string, string>>,
  replicas: number,
): Resource {
  const spec = { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: {} } }
  return assumedResource('apps/v1', 'Deployment', namespace, name, spec)
}

function service(plan: GatewayPlan): Resource {
  const ports = [...plan.ports].map(([port, name]) => ({ name, port, targetPort: INSTALL_TARGETS[port] ?? port }))
  return assumedResource('v1', 'Service', NAMESPACE, plan.name, { ports, selector: { ...plan.labels } })
}

/** No creation time in any file: as old as every other resource without one. */
const CREATED_MS = Date.UTC(2024, 0, 1)

/** A resource that stands in no file. */
export function assumedResource(
  apiVersion: string,
  kind: string,
  namespace: string,
  name: string,
  spec: object,
): Resource {
  return {
    apiVersion,
    kind,
    namespace,
    name,
    labels: {},
    annotations: {},
    creationTimeMs: CREATED_MS,
    body: { apiVersion, kind, metadata: { name, namespace }, spec },
    source: { place: NO_PLACE },
    place: NO_PLACE,
    cluster: '',
  }
}

function sentence(plan: GatewayPlan): string {
  const ports = [...plan.ports.keys()].map(port => `${port} -> ${INSTALL_TARGETS[port] ?? port}`).join(', ')
  return `${NAMESPACE}/${plan.name} with 2 pods (ports ${ports}) serves ${plan.gateways.join(', ')}: no workload of the files does`
}
