import type { Connection, ConnectTarget } from '../../../dataplane/data-plane.ts'
import type { FilterChain, Listener } from '../../../dataplane/listener.ts'
import { chooseChain } from '../listener/choose-chain.ts'
import { once, onDemand } from '../once.ts'
import type { Listeners, RouteTables } from '../sidecar-tables.ts'
import type { Gateway } from './gateway.ts'
import { buildGatewayListener, type GatewayContext } from './listeners.ts'
import { mergeGateways, type ServerGroup } from './merge.ts'
import { buildGatewayTable, type GatewayTableSources } from './route-table.ts'

/** Ports of the gateway's own Services, as its pods see them. */
export interface GatewayPorts {
  /** Target ports behind a Service port, none where no Service has it. */
  targetPorts(servicePort: number): readonly number[]
  /** Address of the first Service that selects the gateway's pods; undefined where none does. */
  serviceAddress(): string | undefined
}

/** Tables of one class of gateway proxies. */
export function gatewayTables(
  gateways: readonly Gateway[],
  ports: GatewayPorts,
  context: GatewayContext,
  tables: GatewayTableSources,
): Listeners & RouteTables {
  const merged = once(() =>
    mergeGateways(gateways, port => {
      const targets = ports.targetPorts(port)
      return targets.length > 0 ? targets : [port]
    }),
  )
  const byName = once(() => groupByListener(merged().groups))
  const listener = onDemand((name: string): Listener | undefined => {
    const groups = byName().get(name)
    return groups && buildGatewayListener(groups, context)
  })
  /** Clients come to the pod's own address; a listener of another address is met only where no other has the port. */
  const onPort = (port: number) => {
    const bound = [...byName().values()].map(([first]) => first).filter(first => first.port === port)
    const met = bound.find(({ bind }) => isAnyAddress(bind)) ?? bound[0]
    return met && listener(nameOf(met))
  }

  return {
    connect: target => connect(target, ports, onPort),
    routeConfig: onDemand(name => {
      const servers = merged().serversByRoute.get(name)
      return servers && buildGatewayTable(name, servers, tables)
    }),
    listenerNames: () => [...byName().keys()].flatMap(name => listener(name)?.name ?? []),
    routeConfigNames: () => [...merged().serversByRoute.keys()],
  }
}

/** Groups of one port and address are one listener, by its name. */
function groupByListener(groups: readonly ServerGroup[]): ReadonlyMap<string, readonly ServerGroup[]> {
  const listeners = new Map<string, ServerGroup[]>()
  for (const group of groups) {
    const held = listeners.get(nameOf(group))
    if (held) held.push(group)
    else listeners.set(nameOf(group), [group])
  }
  return listeners
}

function nameOf({ bind, port }: ServerGroup): string {
  return `${bind || '0.0.0.0'}_${port}`
}

function isAnyAddress(bind: string): boolean {
  return bind === '' || bind === '0.0.0.0'
}

/** The client dials a port of the gateway's Service; the proxy listens on its target port. */
function connect(
  target: ConnectTarget,
  ports: GatewayPorts,
  listener: (port: number) => Listener | undefined,
): Connection {
  const dialled = `gateway:${target.port}`
  const [targetPort] = ports.targetPorts(target.port)
  const address = ports.serviceAddress()
  if (targetPort === undefined && address !== undefined) {
    return { dialled: `${address}:${target.port}`, error: 'gateway service has no such port' }
  }
  const found = listener(targetPort ?? target.port)
  if (!found) return { dialled, error: 'connection refused (gateway does not listen)' }
  const sni = target.tls?.sni.toLowerCase()
  const filterChain = chooseChain(found.filterChains, { address: '', port: found.port, sni })
  if (!filterChain || !speaksAs(filterChain, target)) return { dialled, listener: found, error: 'connection closed' }
  return { dialled, listener: found, filterChain }
}

/** TLS to a plain-text HTTP port and plain text to a TLS one break down before any request. */
function speaksAs({ filter }: FilterChain, target: ConnectTarget): boolean {
  return filter.kind === 'tcp' || filter.terminatesTls === (target.tls !== undefined)
}
