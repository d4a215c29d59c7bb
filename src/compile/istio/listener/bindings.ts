import type { MeshService, ServicePort } from '../registry/service.ts'
import { isHttp } from '../registry/service.ts'
import type { EgressListener, ProxyScope } from '../sidecar-scope/scope.ts'

/** A service port that wants to be heard on one address. */
export interface Binding {
  readonly service: MeshService
  readonly port: ServicePort
  readonly bind: string
  readonly cidr?: string
  readonly egress: EgressListener
}

/** Addresses of the pods of a headless service, for listeners of their own. */
export type InstanceAddresses = (service: MeshService) => readonly string[]

/**
 * All listeners a proxy would have, by name `<address>_<port>`, with the service ports on each in istiod's order
 * (core/listener.go:buildSidecarOutboundListeners). Building the chains is left to the caller: most are never used.
 */
export function collectBindings(
  scope: ProxyScope,
  instances: InstanceAddresses,
): ReadonlyMap<string, readonly Binding[]> {
  const byName = new Map<string, Binding[]>()
  for (const egress of scope.egress) {
    // A listener with a port of its own keeps the catch-all one away from its address.
    const locked = egress.port === undefined ? new Set(byName.keys()) : new Set<string>()
    for (const service of egress.services) {
      if (service.resolution === 'alias') continue
      for (const port of portsOf(egress, service)) {
        for (const { bind, cidr } of addressesOf(egress, service, port, instances)) {
          const name = `${bind}_${port.number}`
          if (locked.has(name)) continue
          const held = byName.get(name)
          const binding: Binding = { service, port, bind, cidr, egress }
          if (held) held.push(binding)
          else byName.set(name, [binding])
        }
      }
    }
  }
  return byName
}

/** A listener with a port of its own speaks the protocol that the Sidecar gives, whatever the services declare. */
function portsOf(egress: EgressListener, service: MeshService): readonly ServicePort[] {
  const ports: readonly ServicePort[] = egress.port
    ? [{ number: egress.port.number, name: '', protocol: egress.port.protocol, targetPort: egress.port.number }]
    : service.ports
  return ports.filter(port => port.protocol !== 'UDP')
}

function addressesOf(
  egress: EgressListener,
  service: MeshService,
  port: ServicePort,
  instances: InstanceAddresses,
): readonly { readonly bind: string; readonly cidr?: string }[] {
  if (egress.bind !== '') return [{ bind: egress.bind }]
  if (isHttp(port.protocol)) return [{ bind: '0.0.0.0' }]
  if (service.addresses.length > 0) {
    return service.addresses.map(address =>
      address.includes('/') ? { bind: '0.0.0.0', cidr: address } : { bind: address },
    )
  }
  if (service.resolution !== 'passthrough' || egress.port !== undefined) return [{ bind: '0.0.0.0' }]
  const own = instances(service)
  if (own.length === 0 && service.kind === 'serviceEntry' && !service.selector) return [{ bind: '0.0.0.0' }]
  return own.map(bind => ({ bind }))
}
