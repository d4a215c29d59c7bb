import type { Connection, ConnectTarget } from '../../../dataplane/data-plane.ts'
import type { FilterChain, Listener } from '../../../dataplane/listener.ts'
import { chooseChain } from '../listener/choose-chain.ts'
import { once, onDemand } from '../once.ts'
import type { Listeners, RouteTables } from '../sidecar-tables.ts'
import type { Gateway } from './gateway.ts'
import { buildGatewayListener, type GatewayContext } from './listeners.ts'
import { type BoundServer, mergeGateways } from './merge.ts'
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
  const byRoute = once(() => groupByRoute(merged().flatMap(port => port.servers)))
  const listener = onDemand((port: number): Listener | undefined => {
    const found = merged().find(candidate => candidate.port === port)
    return found && buildGatewayListener(found, context)
  })

  return {
    connect: target => connect(target, ports, listener),
    routeConfig: onDemand(name => {
      const servers = byRoute().get(name)
      return servers && buildGatewayTable(name, servers, tables)
    }),
    listenerNames: () => merged().flatMap(({ port }) => listener(port)?.name ?? []),
    routeConfigNames: () => [...byRoute().keys()],
  }
}

function groupByRoute(servers: readonly BoundServer[]): ReadonlyMap<string, readonly BoundServer[]> {
  const groups = new Map<string, BoundServer[]>()
  for (const bound of servers) {
    if (bound.routeName === '') continue
    const held = groups.get(bound.routeName)
    if (held) held.push(bound)
    else groups.set(bound.routeName, [bound])
  }
  return groups
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
