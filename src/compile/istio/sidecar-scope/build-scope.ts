import type { Origin } from '../../../dataplane/origin.ts'
import { NO_PLACE } from '../../../kernel/place.ts'
import { outranks } from '../registry/preferred.ts'
import type { MeshService, ServiceRegistry } from '../registry/service.ts'
import type { VirtualServiceIndex } from '../virtual-service/visibility.ts'
import {
  cutToDestinationPorts,
  cutToPort,
  destinationPorts,
  parseImports,
  selectServices,
  selectVirtualServices,
} from './import.ts'
import type { EgressListener, OutboundPolicy, ProxyScope } from './scope.ts'
import { type Sidecar, sidecarFor } from './sidecar.ts'

/** What scopes are made from: the mesh as its resources say it. */
export interface ScopeSources {
  readonly registry: ServiceRegistry
  readonly virtualServices: VirtualServiceIndex
  /** Sorted by age. */
  readonly sidecars: readonly Sidecar[]
  readonly rootNamespace: string
  /** meshConfig.outboundTrafficPolicy. */
  readonly outbound: OutboundPolicy
}

interface ProxyClass {
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly gateway: boolean
}

const DEFAULT_SCOPE: Origin = {
  resource: 'istiod',
  place: NO_PLACE,
  why: 'no Sidecar resource: everything exported to the namespace',
}

export function buildScope(proxy: ProxyClass, sources: ScopeSources): ProxyScope {
  const sidecar = proxy.gateway ? undefined : sidecarFor(sources.sidecars, proxy, sources.rootNamespace)
  return sidecar ? scopeOfSidecar(proxy, sidecar, sources) : defaultScope(proxy, sources)
}

/**
 * Everything exported to the namespace, and at a sidecar what VirtualServices lead to (convertToSidecarScope without a Sidecar,
 * DefaultSidecarScopeForGateway).
 */
function defaultScope(proxy: ProxyClass, { registry, virtualServices, outbound }: ScopeSources): ProxyScope {
  const { namespace } = proxy
  const rest = { ...proxy, outbound, origin: DEFAULT_SCOPE }
  if (proxy.gateway) return { ...rest, services: registry.gatewayScope(namespace), egress: [] }
  const catchAll: EgressListener = {
    bind: '',
    services: [...registry.sidecarScope(namespace), ...aliasesFor(namespace, registry)],
    virtualServices: virtualServices.boundTo('mesh', namespace),
  }
  return { ...rest, services: collectServices([catchAll], namespace, registry), egress: [catchAll] }
}

function scopeOfSidecar(proxy: ProxyClass, sidecar: Sidecar, sources: ScopeSources): ProxyScope {
  const { registry } = sources
  const visible = [...registry.visibleTo(proxy.namespace), ...aliasesFor(proxy.namespace, registry)]
  const bound = sources.virtualServices.boundTo('mesh', proxy.namespace)
  const egress = sidecar.egress.map((listener): EgressListener => {
    const imports = parseImports(listener, proxy.namespace)
    return {
      port: listener.port,
      bind: listener.bind,
      services: selectServices(visible, imports, proxy.namespace),
      virtualServices: selectVirtualServices(bound, imports),
    }
  })
  return {
    ...proxy,
    services: collectServices(egress, proxy.namespace, registry),
    egress,
    outbound: sidecar.outbound ?? sources.outbound,
    origin: sidecar.origin,
  }
}

/** ExternalName Services: no listener and no cluster, but hosts and destinations of VirtualServices. */
function aliasesFor(namespace: string, registry: ServiceRegistry): readonly MeshService[] {
  return registry.services.filter(service => service.resolution === 'alias' && registry.isVisible(service, namespace))
}

/** Services with clusters: asked for by hand first, then what imported VirtualServices name (collectImportedServices). */
function collectServices(
  egress: readonly EgressListener[],
  namespace: string,
  registry: ServiceRegistry,
): ReadonlyMap<string, MeshService> {
  const collected = new Map<string, MeshService>()
  const add = (service: MeshService | undefined) => {
    if (!service) return
    const held = collected.get(service.hostname)
    if (!held || outranks(service, held)) collected.set(service.hostname, service)
    else if (held.kind === service.kind && held.namespace === service.namespace)
      collected.set(service.hostname, joinPorts(held, service))
  }
  for (const listener of egress) {
    listener.services.forEach(add)
    for (const vs of listener.virtualServices) {
      for (const [host, ports] of destinationPorts(vs, namespace)) {
        const service = registry.destination(host, namespace)
        if (!service) continue
        add(listener.port ? cutToPort(service, listener.port) : cutToDestinationPorts(service, ports))
      }
    }
  }
  return collected
}

function joinPorts(held: MeshService, other: MeshService): MeshService {
  const known = new Set(held.ports.map(port => port.number))
  const missing = other.ports.filter(port => !known.has(port.number))
  return missing.length === 0 ? held : { ...held, ports: [...held.ports, ...missing] }
}
