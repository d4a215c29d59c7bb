import type { Diagnostic } from '../../../config/diagnostic.ts'
import type { Mesh } from '../../../config/mesh.ts'
import { diagnosticAt } from '../../../config/report-at.ts'
import { type Gateway, isServedBy, parseGateways, type Server } from '../gateway/gateway.ts'
import { mergeGateways } from '../gateway/merge.ts'
import { gatewayWorkloads } from '../pods/gateway-workloads.ts'

/** Servers that a gateway workload does not take, since an older Gateway has the port or the TLS host (mergeGateways). */
export function droppedServers(mesh: Mesh): readonly Diagnostic[] {
  const gateways = parseGateways(mesh.resources)
  const found = new Map<Server, Diagnostic>()
  for (const { labels, namespace } of gatewayWorkloads(mesh)) {
    const served = gateways.filter(gateway => isServedBy(gateway, labels, namespace))
    const kept = mergeGateways(served, port => [port]).groups.flatMap(({ servers }) => servers)
    for (const gateway of served) {
      for (const [i, server] of gateway.servers.entries()) {
        if (kept.some(bound => bound.server === server)) continue
        const winner = kept.find(bound => bound.server.port === server.port)
        found.set(server, dropped(mesh, gateway, i, server, winner?.gateway.id ?? 'another Gateway'))
      }
    }
  }
  return [...found.values()]
}

function dropped(mesh: Mesh, gateway: Gateway, index: number, server: Server, winner: string): Diagnostic {
  const resource = mesh.resources.find(
    ({ kind, namespace, name }) => kind === 'Gateway' && namespace === gateway.namespace && name === gateway.name,
  )
  const finding = {
    code: 'MS2406',
    level: 'warning',
    message: `${gateway.id}: port ${server.port} (${server.protocol}) is dropped: ${winner}, older or first by name, has it`,
  } as const
  return resource === undefined
    ? { ...finding, place: server.place }
    : diagnosticAt(resource.source, ['spec', 'servers', index, 'port'], finding)
}
