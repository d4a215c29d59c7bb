import { describe, expect, it } from 'vitest'
import type { CircuitLimits } from '../../../src/dataplane/cluster.ts'
import { NEVER, SECOND } from '../../../src/kernel/time.ts'
import { CircuitBreaker } from '../../../src/proxy/breaker.ts'
import {
  ATTACHED,
  CONNECT,
  ConnectionPools,
  OVERFLOW_PENDING,
  OVERFLOW_REQUESTS,
  WAITING,
} from '../../../src/proxy/pool/pools.ts'
import { PoolRows, type RowList } from '../../../src/proxy/pool/rows.ts'
import { assignmentOf, hostTable } from '../hosts.ts'

const HTTP1 = { streamsPerConnection: 1, maxRequestsPerConnection: 0, idleTimeoutNs: NEVER }
const HTTP2 = { ...HTTP1, streamsPerConnection: 1024 }

function setUp(limits: CircuitLimits = {}, settings = HTTP1, hostCount = 1) {
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

const listed = (list: RowList) => [...list.rows.slice(0, list.count)]

describe('HTTP/1.1', () => {
  it('a cold pool opens a connection for each waiting row', () => {
    const { pools, breaker, hosts, ask, up } = setUp()
    expect([ask(0), ask(1)]).toEqual([CONNECT, CONNECT])
    expect(pools.connects).toBe(1)
    expect(breaker).toMatchObject({ pending: 2, requests: 0, connections: 2 })
    expect(hosts.active[0]).toBe(0)
    expect(up()).toBe(1)
    expect(listed(pools.attached)).toEqual([0])
    expect(breaker).toMatchObject({ pending: 1, requests: 1, connections: 2 })
    expect(hosts.active[0]).toBe(1)
  })

  it('an idle connection is used at once', () => {
    const { pools, breaker, warm, ask, done } = setUp()
    warm(1)
    expect(ask(0)).toBe(ATTACHED)
    expect(pools.connects).toBe(0)
    expect(done(0)).toBe(0)
    expect(breaker).toMatchObject({ pending: 0, requests: 0, connections: 1 })
  })

  it('a freed connection serves the oldest row though another is being opened, which then is a spare', () => {
    const { pools, warm, ask, up, done } = setUp()
    warm(1)
    expect([ask(0), ask(1), ask(2)]).toEqual([ATTACHED, CONNECT, CONNECT])
    expect(done(0)).toBe(1)
    expect(listed(pools.attached)).toEqual([1])
    expect(pools.connects).toBe(0)
    expect([up(), up()]).toEqual([1, 0])
    expect(ask(3)).toBe(ATTACHED)
  })

  it('the connection freed last is used first (recorded order)', () => {
    const { rows, ask, up, done } = setUp()
    for (const row of [0, 1, 2, 3]) {
      ask(row)
      up()
    }
    const connection = [0, 1, 2, 3].map(row => rows.place[row])
    for (const row of [1, 3, 2, 0]) done(row)
    const used = (row: number) => {
      ask(row)
      return connection.indexOf(rows.place[row])
    }
    for (const row of [4, 5, 6, 7]) {
      expect(used(row)).toBe(0)
      done(row)
    }
    expect([8, 9, 10, 11].map(used)).toEqual([0, 2, 3, 1])
    expect(ask(12)).toBe(CONNECT)
  })

  it('a connection that cannot be kept is closed, and one opened for those who wait', () => {
    const { pools, breaker, warm, ask, done } = setUp({ maxConnections: 1 })
    warm(1)
    expect([ask(0), ask(1)]).toEqual([ATTACHED, WAITING])
    expect(done(0, false)).toBe(0)
    expect(pools.connects).toBe(1)
    expect(breaker).toMatchObject({ connections: 1, pending: 1, requests: 0 })
  })

  it('max_requests_per_connection 3: a new connection for every third request', () => {
    const { pools, breaker, ask, up, done } = setUp({}, { ...HTTP1, maxRequestsPerConnection: 3 })
    const connection = Array.from({ length: 11 }, (_, row) => {
      if (ask(row) === CONNECT) up()
      done(row)
      return pools.opened - 1
    })
    expect(connection).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3])
    expect(breaker.connections).toBe(1)
  })

  it('connections idle for the timeout are closed', () => {
    const { breaker, warm, ask, done, up } = setUp({}, { ...HTTP1, idleTimeoutNs: 5 * SECOND })
    warm(2)
    expect(ask(0, 0, 3 * SECOND)).toBe(ATTACHED)
    done(0, true, 4 * SECOND)
    expect(ask(1, 0, 6 * SECOND)).toBe(ATTACHED)
    expect(breaker.connections).toBe(1)
    done(1, true, 6 * SECOND)
    expect(ask(2, 0, 11 * SECOND)).toBe(CONNECT)
    up(0, 11 * SECOND)
  })
})

describe('HTTP/2', () => {
  it('one connection takes all that wait', () => {
    const { pools, breaker, ask, up } = setUp({}, HTTP2)
    expect([ask(0), ask(1), ask(2)]).toEqual([CONNECT, WAITING, WAITING])
    expect(up()).toBe(3)
    expect(listed(pools.attached)).toEqual([0, 1, 2])
    expect(ask(3)).toBe(ATTACHED)
    expect(breaker).toMatchObject({ connections: 1, requests: 4, pending: 0 })
  })

  it('two streams a connection, two connections, three pending (recorded)', () => {
    const limits = { maxConnections: 2, maxPendingRequests: 3 }
    const { pools, rows, breaker, ask, up, heirs } = setUp(limits, { ...HTTP2, streamsPerConnection: 2 })
    const admissions = Array.from({ length: 9 }, (_, row) => {
      const admission = ask(row)
      if (admission === CONNECT) up()
      return admission
    })
    expect(admissions.slice(0, 4)).toEqual([CONNECT, ATTACHED, CONNECT, ATTACHED])
    expect(admissions.slice(4)).toEqual([WAITING, WAITING, WAITING, OVERFLOW_PENDING, OVERFLOW_PENDING])
    expect([0, 1, 2].flatMap(heirs)).toEqual([4, 5, 6])
    const first = rows.place[4]
    expect([4, 5, 3, 6].map(row => rows.place[row] === first)).toEqual([true, true, false, false])
    expect(pools.opened).toBe(2)
    expect(breaker).toMatchObject({ pendingOverflows: 2, connectionOverflows: 5 })
  })

  it('max_requests_per_connection bounds the room of a connection being opened', () => {
    const { pools, ask } = setUp({}, { ...HTTP2, maxRequestsPerConnection: 2 })
    expect([ask(0), ask(1), ask(2)]).toEqual([CONNECT, WAITING, CONNECT])
    expect(pools.opened).toBe(2)
  })

  it('a connection that dies takes no new streams and is gone after its last', () => {
    const { breaker, ask, up, done } = setUp({}, HTTP2)
    ask(0)
    ask(1)
    up()
    done(0, false)
    expect(breaker.connections).toBe(1)
    expect(ask(2)).toBe(CONNECT)
    done(1, false)
    expect(breaker.connections).toBe(1)
  })
})

describe('limits', () => {
  it('max_pending_requests 0 blocks a cold pool', () => {
    const { breaker, ask } = setUp({ maxPendingRequests: 0 })
    expect([ask(0), ask(1)]).toEqual([OVERFLOW_PENDING, OVERFLOW_PENDING])
    expect(breaker.pendingOverflows).toBe(2)
  })

  it('two connections, three pending: five of ten pass, in order (recorded)', () => {
    const { pools, breaker, ask, up, heirs } = setUp({ maxConnections: 2, maxPendingRequests: 3 })
    const admissions = Array.from({ length: 10 }, (_, row) => {
      const admission = ask(row)
      if (admission === CONNECT) up()
      return admission
    })
    expect(admissions.slice(0, 5)).toEqual([CONNECT, CONNECT, WAITING, WAITING, WAITING])
    expect(new Set(admissions.slice(5))).toEqual(new Set([OVERFLOW_PENDING]))
    expect([0, 1, 2].flatMap(heirs)).toEqual([2, 3, 4])
    expect(pools.opened).toBe(2)
    expect(breaker.pendingOverflows).toBe(5)
  })

  it('max_requests 2: the third opens a connection, is refused when it is up, the fourth at once (recorded)', () => {
    const { pools, breaker, ask, up } = setUp({ maxConnections: 10, maxRequests: 2 })
    for (const row of [0, 1]) {
      ask(row)
      up()
    }
    expect(ask(2)).toBe(CONNECT)
    expect(up()).toBe(1)
    expect(listed(pools.overflowed)).toEqual([2])
    expect([3, 4, 5].map(row => ask(row))).toEqual([OVERFLOW_REQUESTS, OVERFLOW_REQUESTS, OVERFLOW_REQUESTS])
    expect(pools.opened).toBe(3)
    expect(breaker).toMatchObject({ requestOverflows: 4, requests: 2, pending: 0 })
  })

  it('max_connections counts over the cluster, but each pool may have one (recorded)', () => {
    const { pools, breaker, ask, up, heirs } = setUp({ maxConnections: 2 }, HTTP1, 3)
    const admissions = Array.from({ length: 9 }, (_, row) => {
      const admission = ask(row, row % 3)
      if (admission === CONNECT) up(row % 3)
      return admission
    })
    expect(admissions).toEqual([CONNECT, CONNECT, CONNECT, ...new Array(6).fill(WAITING)])
    expect([0, 1, 2, 3, 4, 5].flatMap(heirs)).toEqual([3, 4, 5, 6, 7, 8])
    expect(pools.opened).toBe(3)
    expect(breaker.connectionOverflows).toBe(10)
  })
})

describe('a failed connect', () => {
  it('takes all that wait in the pool with it, also behind busy connections', () => {
    const { pools, breaker, warm, ask } = setUp()
    warm(1)
    expect([ask(0), ask(1), ask(2)]).toEqual([ATTACHED, CONNECT, CONNECT])
    expect(pools.connectFailed(0, 0)).toBe(2)
    expect(listed(pools.failed)).toEqual([1, 2])
    expect(breaker).toMatchObject({ pending: 0, requests: 1, connections: 2 })
    expect(pools.connectFailed(0, 0)).toBe(0)
    expect(breaker.connections).toBe(1)
    expect(ask(3)).toBe(CONNECT)
  })

  it('with one connection allowed: five fail together (recorded)', () => {
    const { pools, breaker, ask } = setUp({ maxConnections: 1 })
    expect([0, 1, 2, 3, 4].map(row => ask(row))).toEqual([CONNECT, WAITING, WAITING, WAITING, WAITING])
    expect(pools.connectFailed(0, 0)).toBe(5)
    expect(pools.opened).toBe(1)
    expect(breaker.connectionOverflows).toBe(4)
  })

  it('does not touch the pools of other hosts', () => {
    const { pools, ask } = setUp({}, HTTP1, 2)
    ask(0, 0)
    ask(1, 1)
    pools.connectFailed(0, 0)
    expect(listed(pools.failed)).toEqual([0])
    expect(pools.isWaiting(1)).toBe(true)
  })
})

describe('a row that gives up', () => {
  it('leaves the queue; the connection opened for it becomes a spare', () => {
    const { pools, breaker, ask, up } = setUp()
    for (const row of [0, 1, 2]) ask(row)
    pools.cancel(1)
    expect(breaker.pending).toBe(2)
    expect([up(), up(), up()]).toEqual([1, 1, 0])
    expect(ask(3)).toBe(ATTACHED)
  })
})

describe('a host that goes', () => {
  it('ejected: idle connections close at once, the busy one after its request', () => {
    const { pools, breaker, warm, ask, done } = setUp()
    warm(3)
    ask(0)
    pools.closeIdle(0)
    expect(breaker.connections).toBe(1)
    done(0)
    expect(breaker.connections).toBe(0)
    expect(ask(1)).toBe(CONNECT)
  })

  it('connections being opened for nobody are given up; word of them is ignored', () => {
    const { pools, breaker, ask, up } = setUp()
    ask(0)
    pools.cancel(0)
    pools.closeIdle(0)
    expect(breaker.connections).toBe(0)
    expect(ask(1)).toBe(CONNECT)
    expect(up()).toBe(0)
    expect(up()).toBe(1)
    expect(breaker.connections).toBe(1)
  })

  it('left the assignment: those who wait are served, each over a connection of its own (recorded)', () => {
    const { hosts, pools, breaker, ask, up, done } = setUp({ maxConnections: 1 })
    ask(0)
    up()
    expect([ask(1), ask(2)]).toEqual([WAITING, WAITING])
    hosts.update(assignmentOf([{ address: 'other:80' }]), 0)
    pools.closeIdle(0)
    for (const row of [0, 1]) {
      expect(done(row)).toBe(0)
      expect(pools.connects).toBe(1)
      expect(up()).toBe(1)
      expect(listed(pools.attached)).toEqual([row + 1])
    }
    done(2)
    expect(pools.connects).toBe(0)
    expect(breaker.connections).toBe(0)
  })
})
