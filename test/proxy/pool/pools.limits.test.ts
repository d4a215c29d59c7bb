import { describe, expect, it } from 'vitest'
import { ATTACHED, CONNECT, OVERFLOW_PENDING, OVERFLOW_REQUESTS, WAITING } from '../../../src/proxy/pool/pools.ts'
import { assignmentOf } from '../hosts.ts'
import { HTTP1, listed, setUp } from './set-up.ts'

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
    const { pools, ask, up } = setUp({}, HTTP1, 2)
    ask(0, 0)
    ask(1, 1)
    pools.connectFailed(0, 0)
    expect(listed(pools.failed)).toEqual([0])
    expect(up(1)).toBe(1)
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
