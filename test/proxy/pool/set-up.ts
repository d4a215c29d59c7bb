import type { CircuitLimits } from '../../../src/dataplane/cluster.ts'
import { NEVER } from '../../../src/kernel/time.ts'
import { CircuitBreaker } from '../../../src/proxy/breaker.ts'
import { ConnectionPools } from '../../../src/proxy/pool/pools.ts'
import { PoolRows, type RowList } from '../../../src/proxy/pool/rows.ts'
import { hostTable } from '../hosts.ts'

export const HTTP1 = {
  streamsPerConnection: 1,
  maxRequestsPerConnection: 0,
  idleTimeoutNs: NEVER,
  maxConnectionDurationNs: NEVER,
}
export const HTTP2 = { ...HTTP1, streamsPerConnection: 1024 }

/** Pools of one worker towards `hostCount` hosts, with short names for what the engine does. */
export function setUp(limits: CircuitLimits = {}, settings = HTTP1, hostCount = 1) {
  const hosts = hostTable(hostCount)
  const breaker = new CircuitBreaker(limits)
  const rows = new PoolRows()
  const pools = new ConnectionPools(1, hosts, breaker, settings, rows)
  const ask = (row: number, slot = 0, nowNs = 0) => pools.request(0, slot, row, nowNs)
  const up = (slot = 0, nowNs = 0) => pools.connected(0, slot, nowNs)
  const done = (row: number, keepAlive = true, nowNs = 0) => pools.released(row, keepAlive, nowNs)
  /** As many connections, idle. */
  const warm = (count: number) => {
    for (let row = 100; row < 100 + count; row++) ask(row)
    for (let i = 0; i < count; i++) up()
    for (let row = 99 + count; row >= 100; row--) done(row)
  }
  /** The rows that get the connection of `row` when it is done. */
  const heirs = (row: number) => {
    done(row)
    return listed(pools.attached)
  }
  return { hosts, breaker, rows, pools, ask, up, done, warm, heirs }
}

export const listed = (list: RowList) => [...list.rows.slice(0, list.count)]
