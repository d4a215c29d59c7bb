import { HOUR, SECOND } from '../kernel/time.ts'
import type { Decision } from './decision.ts'
import { TCP_TIMER } from './event-kinds.ts'
import { DT, ERROR, TIMEOUT } from './flags.ts'
import type { ProxyState } from './proxy-state.ts'
import { NONE, type Row } from './row.ts'
import type { TcpConnection } from './tcp-connection.ts'
import type { World } from './world.ts'

/** Envoy's idle_timeout of a TCP proxy. */
const IDLE_TIMEOUT_NS = HOUR
/** After so long Linux stops sending again what nobody acknowledges (tcp_retries2 = 15, ip-sysctl of its documentation). */
const RETRANSMISSION_NS = 924.6 * SECOND

/** max_downstream_connection_duration counts from the caller's connection on. */
export function limitDuration(world: World, row: Row, tcp: TcpConnection): void {
  const { maxDurationNs } = limitsOf(row)
  if (maxDurationNs === undefined) return
  limit(world, row, tcp, { atNs: row.startNs + maxDurationNs, flag: DT, verdict: TIMEOUT })
}

/** Bytes flow from now on. A connection that will pause for too long is as good as silent. */
export function limitPauses(world: World, row: Row, tcp: TcpConnection): void {
  if (tcp.pauseNs > limitsOf(row).idleTimeoutNs) onSilence(world, row, tcp)
}

/** From now on no byte comes: the idle timeout runs, unless another limit is nearer. */
export function onSilence(world: World, row: Row, tcp: TcpConnection): void {
  const { idleTimeoutNs } = limitsOf(row)
  if (idleTimeoutNs > 0) limit(world, row, tcp, { atNs: world.queue.nowNs + idleTimeoutNs, flag: 0, verdict: TIMEOUT })
}

/** Nobody acknowledges any more what the caller sends. As long as it sends, its proxy sees bytes and is not idle. */
export function onLostServer(world: World, row: Row, tcp: TcpConnection): void {
  if (tcp.sentBytes > 0 && tcp.isHeld) waitForKernel(world, row, tcp)
  else onSilence(world, row, tcp)
}

/** At a gateway, the same of its client: what the server sends gets no further. */
export function onLostClient(world: World, row: Row, tcp: TcpConnection): void {
  if (tcp.receivedBytes > 0 && tcp.isHeld) waitForKernel(world, row, tcp)
  else onSilence(world, row, tcp)
}

/** The way is cut behind a gateway, which takes in and acknowledges what the caller sends. */
export function onSilentServer(world: World, row: Row, tcp: TcpConnection): void {
  if (tcp.sentBytes === 0 || !tcp.isHeld) onSilence(world, row, tcp)
}

function waitForKernel(world: World, row: Row, tcp: TcpConnection): void {
  limit(world, row, tcp, { atNs: world.queue.nowNs + RETRANSMISSION_NS, flag: 0, verdict: ERROR })
}

interface Limit {
  readonly atNs: number
  readonly flag: number
  readonly verdict: number
}

function limit({ queue }: World, row: Row, tcp: TcpConnection, { atNs, flag, verdict }: Limit): void {
  if (tcp.limitNs !== NONE && tcp.limitNs <= atNs) return
  tcp.limitFlag = flag
  tcp.limitVerdict = verdict
  tcp.limitNs = atNs
  queue.at(atNs, TCP_TIMER, row.index)
}

const NO_LIMITS = { idleTimeoutNs: 0, maxDurationNs: undefined }

/** A caller without a proxy has no limits. */
function limitsOf({ proxy, decision }: Pick<Row, 'proxy' | 'decision'>) {
  return proxy === null || decision === null ? NO_LIMITS : proxyLimits(proxy, decision)
}

function proxyLimits({ plain }: ProxyState, { tcpLimits }: Decision) {
  if (plain) return NO_LIMITS
  return { idleTimeoutNs: tcpLimits.idleTimeoutNs ?? IDLE_TIMEOUT_NS, maxDurationNs: tcpLimits.maxDurationNs }
}
