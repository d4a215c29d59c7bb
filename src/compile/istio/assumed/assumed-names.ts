import type { Mesh } from '../../../config/mesh.ts'
import type { Resource } from '../../../config/resource.ts'
import { assumedResource, type StandIns } from '../pods/stand-ins.ts'
import { CLUSTER_DOMAIN } from '../registry/kubernetes-service.ts'
import { buildRegistry } from '../registry/registry.ts'
import { parseVirtualService } from '../virtual-service/parse.ts'
import type { Destination, VirtualService } from '../virtual-service/virtual-service.ts'

/**
 * What repositories that hold only routing leave out: a Gateway that a VirtualService names is one on HTTP 80 for its hosts,
 * and a host that a route leads to is a Service (or, where the name is none of the cluster's, a ServiceEntry) with the
 * ports that are asked for, else 80. One sentence for each kind.
 */
export function assumedNames(mesh: Mesh): StandIns {
  const virtualServices = mesh.resources
    .filter(({ kind, apiVersion }) => kind === 'VirtualService' && apiVersion.startsWith('networking.istio.io/'))
    .map(resource => parseVirtualService(resource, CLUSTER_DOMAIN))
  const gateways = assumedGateways(mesh, virtualServices)
  const services = assumedServices(mesh, virtualServices)
  const assumed = [
    ...(gateways.length === 0
      ? []
      : [`${names(gateways)}, on HTTP 80 for the hosts of the VirtualServices that name it`]),
    ...(services.length === 0 ? [] : [`${names(services)}, which routes lead to`]),
  ]
  return { resources: [...gateways, ...services], assumed: assumed.map(text => `not in the files, assumed: ${text}`) }
}

/** The mesh with what `assumedNames` found. */
export function withAssumedNames(mesh: Mesh): { readonly mesh: Mesh; readonly assumed: readonly string[] } {
  const { resources, assumed } = assumedNames(mesh)
  return { mesh: resources.length === 0 ? mesh : { ...mesh, resources: [...mesh.resources, ...resources] }, assumed }
}

const SHOWN = 3

function names(resources: readonly Resource[]): string {
  const shown = resources.slice(0, SHOWN).map(({ kind, namespace, name }) => `${kind}/${namespace}/${name}`)
  const rest = resources.length - shown.length
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function assumedGateways(mesh: Mesh, virtualServices: readonly VirtualService[]): readonly Resource[] {
  const known = new Set(mesh.resources.filter(({ kind }) => kind === 'Gateway').map(idOf))
  const hosts = new Map<string, Set<string>>()
  for (const vs of virtualServices) {
    if (vs.hosts.length === 0) continue
    const named = [...vs.gateways, ...vs.http.flatMap(rule => rule.match.flatMap(({ source }) => source.gateways))]
    for (const gateway of named.filter(name => name !== 'mesh' && !known.has(name))) {
      const held = hosts.get(gateway) ?? new Set<string>()
      for (const host of vs.hosts) held.add(host)
      hosts.set(gateway, held)
    }
  }
  return [...hosts].map(([id, served]) => {
    const [namespace, name] = id.split('/')
    const port = { number: 80, name: 'http', protocol: 'HTTP' }
    const spec = { selector: { istio: 'ingressgateway' }, servers: [{ port, hosts: [...served] }] }
    return assumedResource('networking.istio.io/v1', 'Gateway', namespace, name, spec)
  })
}

function idOf({ namespace, name }: Resource): string {
  return `${namespace}/${name}`
}

function assumedServices(mesh: Mesh, virtualServices: readonly VirtualService[]): readonly Resource[] {
  const registry = buildRegistry(mesh)
  const ports = new Map<string, Set<number>>()
  for (const { host, port } of virtualServices.flatMap(destinationsOf)) {
    if (host === '' || host.includes('*') || registry.named(host).length > 0) continue
    const held = ports.get(host) ?? new Set<number>()
    held.add(port ?? 80)
    ports.set(host, held)
  }
  const known = new Set(mesh.resources.filter(({ kind }) => kind === 'Service').map(idOf))
  return [...ports].flatMap(([host, numbers]) => {
    const service = serviceOf(host, [...numbers])
    return service.kind === 'Service' && known.has(idOf(service)) ? [] : [service]
  })
}

function destinationsOf({ http, tls, tcp }: VirtualService): readonly Destination[] {
  const forked = http.flatMap(rule => [
    ...(rule.mirror ? [rule.mirror] : []),
    ...rule.mirrors.map(mirror => mirror.destination),
  ])
  return [...[...http, ...tls, ...tcp].flatMap(rule => rule.destinations), ...forked]
}

function serviceOf(host: string, numbers: readonly number[]): Resource {
  const suffix = `.svc.${CLUSTER_DOMAIN}`
  const [name, namespace, ...more] = host.endsWith(suffix) ? host.slice(0, -suffix.length).split('.') : []
  if (name && namespace && more.length === 0) {
    const ports = numbers.map(port => ({ name: `http-${port}`, port }))
    return assumedResource('v1', 'Service', namespace, name, { ports, selector: { app: name } })
  }
  const ports = numbers.map(number => ({ number, name: `http-${number}`, protocol: 'HTTP' }))
  const spec = { hosts: [host], ports, resolution: 'DNS', location: 'MESH_EXTERNAL' }
  return assumedResource('networking.istio.io/v1', 'ServiceEntry', 'default', host, spec)
}
