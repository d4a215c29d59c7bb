import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { NO_PLACE, type Place } from '../../../kernel/place.ts'
import { type Fields, fields, labelsMatch, list, numberOr, text, textMap, texts } from '../field.ts'
import { isIpAddress } from '../host/name.ts'
import { groupBy } from '../multimap.ts'
import { isKubernetesService, kubernetesHostname } from '../registry/kubernetes-service.ts'
import { NETWORK_LABEL } from './cluster-network.ts'
import { clusterId, meshNetworks } from './networks.ts'

/** An east-west gateway: the address by which other networks reach the endpoints of this one. */
export interface NetworkGateway {
  readonly network: string
  /** Cluster of its Service; absent where only the mesh networks configuration knows it. */
  readonly cluster?: string
  readonly address: string
  readonly port: number
  readonly place: Place
}

/** All gateways between networks (pilot/pkg/model/network.go:NetworkManager). */
export interface NetworkGateways {
  readonly all: readonly NetworkGateway[]
  /** Without any, every endpoint is reached by its own address. */
  readonly exist: boolean
  /** Least common multiple of the numbers of gateways, so that a weight of one can be shared among them. */
  readonly weightScale: number
  /** Gateways of the network in that cluster, else those of the network anywhere. */
  towards(network: string, cluster: string): readonly NetworkGateway[]
}

const PORT_LABEL = 'networking.istio.io/gatewayPort'
const DEFAULT_PORT = 15443

/** Those that Services with a network label are, and those of the mesh networks configuration. */
export function readNetworkGateways(mesh: Mesh): NetworkGateways {
  const services = mesh.resources.filter(isKubernetesService)
  const at = gatewayFinder(mesh)
  const labelled = services.flatMap(service => labelledGateways(service, at))
  const found = [...labelled, ...configuredGateways(mesh, services, at)]
  const distinct = new Map(found.map(gateway => [keyOf(gateway), gateway]))
  const gateways = [...distinct.values()].sort(byAddress)
  const byNetwork = groupBy(gateways, ({ network }) => network)
  const byCluster = groupBy(gateways, ({ network, cluster }) => `${network}\n${cluster}`)
  const numbers = [...byNetwork.values(), ...byCluster.values()].map(({ length }) => length)
  return {
    all: gateways,
    exist: gateways.length > 0,
    weightScale: numbers.reduce(leastCommonMultiple, 1),
    towards: (network, cluster) => byCluster.get(`${network}\n${cluster}`) ?? byNetwork.get(network) ?? [],
  }
}

/** The label names the port; without one the Service must have 15443 (recorded). */
function labelledGateways(service: Resource, at: GatewayFinder): readonly NetworkGateway[] {
  const network = service.labels[NETWORK_LABEL] ?? ''
  if (network === '') return []
  const named = Number.parseInt(service.labels[PORT_LABEL] ?? '', 10)
  const ports = list(fields(service.body.spec).ports).map(port => numberOr(fields(port).port, 0))
  if (Number.isNaN(named) && !ports.includes(DEFAULT_PORT)) return []
  return at(service, network, Number.isNaN(named) ? DEFAULT_PORT : named)
}

function configuredGateways(mesh: Mesh, services: readonly Resource[], at: GatewayFinder): readonly NetworkGateway[] {
  return meshNetworks(mesh.settings.meshNetworks).flatMap(({ network, endpoints, gateways }) => {
    const registries = new Set(endpoints.map(endpoint => text(endpoint.fromRegistry)))
    return gateways.flatMap(gateway => {
      const port = numberOr(gateway.port, 0)
      const address = text(gateway.address)
      if (isIpAddress(address)) return [{ network, address, port, place: NO_PLACE }]
      return services
        .filter(({ cluster }) => registries.has(clusterId(cluster)))
        .filter(({ name, namespace }) => kubernetesHostname(name, namespace) === text(gateway.registryServiceName))
        .filter(service => !service.labels[NETWORK_LABEL])
        .flatMap(service => at(service, network, port))
    })
  })
}

/** The gateways that a Service is for a network: one per address outside its cluster. */
type GatewayFinder = (service: Resource, network: string, port: number) => readonly NetworkGateway[]

/** Names of load balancers are left out: istiod looks them up in DNS, which the files don't hold. */
function gatewayFinder({ resources }: Mesh): GatewayFinder {
  const nodes = resources.filter(({ kind, apiVersion }) => kind === 'Node' && apiVersion === 'v1')
  return (service, network, servicePort) => {
    const { cluster, body, place } = service
    const spec = fields(body.spec)
    const own = nodes.filter(node => node.cluster === cluster)
    const selected = spec.type === 'NodePort' ? nodeAddresses(service, own) : undefined
    const port = selected === undefined ? servicePort : (nodePort(spec, servicePort) ?? servicePort)
    const ingress = list(fields(fields(body.status).loadBalancer).ingress).map(entry => text(fields(entry).ip))
    const addresses = selected ?? (spec.type === 'LoadBalancer' ? ingress : [])
    return [...addresses, ...texts(spec.externalIPs)]
      .filter(isIpAddress)
      .map(address => ({ network, cluster, address, port, place }))
  }
}

const NODE_SELECTOR = 'traffic.istio.io/nodeSelector'

/** External addresses of the nodes that a Service of type NodePort asks for, undefined if it does not ask. */
function nodeAddresses(service: Resource, nodes: readonly Resource[]): readonly string[] | undefined {
  const written = service.annotations[NODE_SELECTOR]
  if (written === undefined) return undefined
  const selector = parseLabels(written)
  if (selector === undefined) return undefined
  return nodes
    .filter(({ labels }) => labelsMatch(selector, labels))
    .flatMap(({ body }) => list(fields(body.status).addresses).map(fields))
    .filter(({ type }) => type === 'ExternalIP')
    .map(({ address }) => text(address))
}

function parseLabels(json: string): Readonly<Record<string, string>> | undefined {
  try {
    return textMap(JSON.parse(json))
  } catch {
    return undefined
  }
}

function nodePort(spec: Fields, servicePort: number): number | undefined {
  const port = list(spec.ports)
    .map(fields)
    .find(({ port }) => numberOr(port, 0) === servicePort)
  return port && (numberOr(port.nodePort, 0) || undefined)
}

function keyOf({ network, cluster, address, port }: NetworkGateway): string {
  return [network, cluster, address, port].join('\n')
}

export function byAddress(a: NetworkGateway, b: NetworkGateway): number {
  if (a.address !== b.address) return a.address < b.address ? -1 : 1
  return a.port - b.port
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y > 0) [x, y] = [y, x % y]
  return (a * b) / x
}
