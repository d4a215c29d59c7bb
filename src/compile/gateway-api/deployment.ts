import type { Mesh } from '../../config/mesh.ts'
import type { Resource } from '../../config/resource.ts'
import { type KubernetesGateway, readGateways } from './gateway.ts'
import { GATEWAY_NAME_LABEL } from './kinds.ts'

/**
 * What istiod's own controller makes of Gateways without addresses (deploymentcontroller.go): a Service with one port for
 * each port of the listeners, and a Deployment of one pod, both called `<name>-istio`, where the files have none. They
 * stand right behind the Gateway, since pods get their addresses in the order of the files.
 */
export function deployGateways<M extends Pick<Mesh, 'resources'>>(mesh: M): M {
  const gateways = readGateways(mesh).filter(({ addresses }) => addresses.length === 0)
  if (gateways.length === 0) return mesh
  const byResource = new Map(gateways.map(gateway => [gateway.resource, gateway]))
  const known = new Set(mesh.resources.map(identity))
  const resources = mesh.resources.flatMap(resource => {
    const gateway = byResource.get(resource)
    const made = gateway ? [deploymentOf(gateway), serviceOf(gateway)] : []
    return [resource, ...made.filter(one => !known.has(identity(one)))]
  })
  return { ...mesh, resources }
}

function identity({ kind, namespace, name }: Resource): string {
  return `${kind}/${namespace}/${name}`
}

function deploymentOf(gateway: KubernetesGateway): Resource {
  const labels = podLabels(gateway)
  const serviceAccountName = deploymentName(gateway)
  const template = { metadata: { labels }, spec: { serviceAccountName } }
  return made(gateway, 'apps/v1', 'Deployment', { replicas: 1, selector: { matchLabels: labels }, template })
}

function serviceOf(gateway: KubernetesGateway): Resource {
  const { listeners } = gateway
  const firsts = listeners.filter(({ port }, i) => listeners.findIndex(each => each.port === port) === i)
  return made(gateway, 'v1', 'Service', {
    type: 'LoadBalancer',
    selector: { [GATEWAY_NAME_LABEL]: gateway.name },
    ports: [
      STATUS_PORT,
      ...firsts.map(({ port, name, protocol }) => ({ name, port, appProtocol: protocol.toLowerCase() })),
    ],
  })
}

/**
 * Where kubelet asks whether the gateway is ready; the controller always exposes it, before the ports of the listeners
 * (istio/istio issue 54453). No recording has it.
 */
const STATUS_PORT = { name: 'status-port', port: 15021, appProtocol: 'tcp' }

function podLabels({ name }: KubernetesGateway): Readonly<Record<string, string>> {
  return {
    [GATEWAY_NAME_LABEL]: name,
    'gateway.networking.k8s.io/gateway-class-name': 'istio',
    'gateway.istio.io/managed': 'istio.io-gateway-controller',
    'service.istio.io/canonical-name': `${name}-istio`,
  }
}

function deploymentName({ name }: KubernetesGateway): string {
  return `${name}-istio`
}

function made(gateway: KubernetesGateway, apiVersion: string, kind: string, spec: object): Resource {
  const { resource, namespace } = gateway
  const name = deploymentName(gateway)
  return {
    ...resource,
    apiVersion,
    kind,
    name,
    labels: { [GATEWAY_NAME_LABEL]: gateway.name },
    annotations: {},
    body: { apiVersion, kind, metadata: { name, namespace }, spec },
  }
}
