import { assert } from '../kernel/assert.ts'
import { NONE, type Row } from './row.ts'
import type { World } from './world.ts'

/** Addresses of the clients of one source; more of them share these. */
const CLIENTS = 1024
/** Linux's ip_local_port_range. */
const FIRST_PORT = 32_768
const PORTS = 28_232

/**
 * Address of a client outside: each user of a closed loop has one, and each connection of an open loop, in 198.18.0.0/15 (RFC
 * 2544). A TCP connection of an open loop is a client that comes once: undefined, so that chance decides.
 */
export function clientAddress({ user, connection, tcp, source }: Row): string | undefined {
  const client = user >= 0 ? user - source.firstUser : tcp === null ? connection : NONE
  if (client < 0) return undefined
  const number = source.index * CLIENTS + (client % CLIENTS)
  return `198.${18 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`
}

/**
 * The connection that brought an HTTP request to its proxy: address and port of its two ends. Ports of clients stand for
 * themselves: a connection keeps its own, and no two of one client at a time share one.
 */
export function downstreamOf(world: World, row: Row): { readonly remote: string; readonly local: string } {
  const { proxy, parent, connection } = row
  assert(proxy !== null, 'a request has reached a proxy')
  const { host, port } = world.shapes.of(row.shape).target
  const own = proxy.pod.pod.ip
  if (connection !== NONE) return { remote: `${own}:${portOf(connection)}`, local: `${host}:${port}` }
  assert(parent !== null, 'what came by no connection of an application, a gateway was asked for')
  const local = `${own}:${port}`
  if (parent.upstream === null) return { remote: `${clientAddress(parent)}:${portOf(parent.connection)}`, local }
  // One connection for each worker of the calling proxy (see workerFor).
  return { remote: `${parent.upstream.proxy.pod.pod.ip}:${portOf(parent.worker)}`, local }
}

function portOf(connection: number): number {
  return FIRST_PORT + (connection % PORTS)
}
