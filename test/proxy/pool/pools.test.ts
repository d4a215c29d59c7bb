import { describe, expect, it } from 'vitest'
import { SECOND } from '../../../src/kernel/time.ts'
import { ATTACHED, CONNECT, OVERFLOW_PENDING, SERVE_LATER, WAITING } from '../../../src/proxy/pool/pools.ts'
import { HTTP1, HTTP2, listed, setUp } from './set-up.ts'

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
    const connection = [0, 1, 2, 3].map(row => rows.carriedBy[row])
    for (const row of [1, 3, 2, 0]) done(row)
    const used = (row: number) => {
      ask(row)
      return connection.indexOf(rows.carriedBy[row])
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

  it('a connection that has lived as long as it may takes no further request', () => {
    const { pools, breaker, ask, done, up } = setUp({}, { ...HTTP1, maxConnectionDurationNs: 5 * SECOND })
    ask(0, 0, 0)
    up(0, 1 * SECOND)
    done(0, true, 2 * SECOND)
    expect(ask(1, 0, 5 * SECOND)).toBe(ATTACHED)
    done(1, true, 6 * SECOND)
    expect(breaker.connections).toBe(0)
    expect(ask(2, 0, 7 * SECOND)).toBe(CONNECT)
    up(0, 7 * SECOND)
    done(2, true, 8 * SECOND)
    expect(ask(3, 0, 12 * SECOND)).toBe(CONNECT)
    expect(pools.opened).toBe(3)
    // The old one had no stream left to wait for.
    expect(breaker.connections).toBe(1)
  })
})

describe('HTTP/2', () => {
  it('a connection that is too old finishes its streams beside its successor', () => {
    const { breaker, ask, done, up } = setUp({}, { ...HTTP2, maxConnectionDurationNs: 5 * SECOND })
    ask(0)
    up()
    expect(ask(1, 0, 4 * SECOND)).toBe(ATTACHED)
    expect(ask(2, 0, 5 * SECOND)).toBe(CONNECT)
    expect(breaker.connections).toBe(2)
    done(0, true, 6 * SECOND)
    expect(breaker.connections).toBe(2)
    done(1, true, 6 * SECOND)
    expect(breaker.connections).toBe(1)
  })

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
    const first = rows.carriedBy[4]
    expect([4, 5, 3, 6].map(row => rows.carriedBy[row] === first)).toEqual([true, true, false, false])
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

describe('connections of HTTP/1.1 that come free at one instant', () => {
  it('are given away together, the last one first, and only what is left over asks for more (recorded)', () => {
    const { pools, breaker, ask, up } = setUp({ maxConnections: 2 })
    for (const row of [0, 1]) {
      ask(row)
      up()
    }
    for (const row of [2, 3, 4]) ask(row)
    expect(breaker.connectionOverflows).toBe(3)
    expect([0, 1].map(row => pools.released(row, true, 0, true))).toEqual([SERVE_LATER, 0])
    expect(pools.serve(0, 0)).toBe(2)
    expect(listed(pools.attached)).toEqual([2, 3])
    expect([2, 3].map(row => pools.connectionNumber(row))).toEqual([1, 0])
    expect(breaker.connectionOverflows).toBe(4)
  })

  it('without a free connection nothing is put off', () => {
    const { pools, ask, up } = setUp({ maxConnections: 1 })
    ask(0)
    up()
    ask(1)
    expect(pools.released(0, false, 0, true)).toBe(0)
    expect(pools.connects).toBe(1)
  })
})

describe('what can be seen of connections', () => {
  it('they are numbered as they come up, and watched until they close', () => {
    const { pools, ask, up, done } = setUp({}, { ...HTTP1, maxRequestsPerConnection: 1 })
    const seen: string[] = []
    pools.observe({
      opened: (pool, number) => seen.push(`${pool}: ${number} opens`),
      closed: (pool, number) => seen.push(`${pool}: ${number} closes`),
    })
    for (const row of [0, 1]) {
      ask(row)
      up()
      done(row)
    }
    expect(seen).toEqual(['0: 0 opens', '0: 0 closes', '0: 1 opens', '0: 1 closes'])
    expect(pools.exhausted).toBe(2)
  })

  it('an HTTP/2 server that allows fewer streams is obeyed once its connection is up', () => {
    const { pools, ask } = setUp({}, HTTP2)
    expect([ask(0), ask(1), ask(2)]).toEqual([CONNECT, WAITING, WAITING])
    expect(pools.connected(0, 0, 0, 2)).toBe(2)
    // The third asks for a connection of its own.
    expect(pools.connects).toBe(1)
  })

  it('rows that wait are counted when their connection fails or they leave', () => {
    const { pools, ask } = setUp()
    for (const row of [0, 1, 2]) ask(row)
    pools.cancel(1)
    pools.connectFailed(0, 0, true)
    expect(pools).toMatchObject({ cancelled: 1, failedWaiting: 2, connectFailures: 1, connectTimeouts: 1 })
  })
})
