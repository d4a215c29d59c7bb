import fc from 'fast-check'
import { it } from 'vitest'
import { assert } from '../../../src/kernel/assert.ts'
import { NEVER } from '../../../src/kernel/time.ts'
import { CircuitBreaker } from '../../../src/proxy/breaker.ts'
import { ATTACHED, CONNECT, ConnectionPools, WAITING } from '../../../src/proxy/pool/pools.ts'
import type { RowList } from '../../../src/proxy/pool/rows.ts'
import { hostTable } from '../hosts.ts'

const WORKERS = 2
const HOSTS = 2

/** What the engine would keep: who waits where, in which order, who is on a connection, what is being opened. */
class Model {
  readonly hosts = hostTable(HOSTS)
  readonly breaker: CircuitBreaker
  readonly pools: ConnectionPools
  readonly queues = new Map<string, number[]>()
  readonly opening = new Map<string, number>()
  readonly attached = new Map<number, string>()
  readonly settled = new Set<number>()
  rows = 0

  constructor(limits: ConstructorParameters<typeof CircuitBreaker>[0], streams: number, requestsPerConnection: number) {
    this.breaker = new CircuitBreaker(limits)
    this.pools = new ConnectionPools(WORKERS, this.hosts, this.breaker, {
      streamsPerConnection: streams,
      maxRequestsPerConnection: requestsPerConnection,
      idleTimeoutNs: NEVER,
      maxConnectionDurationNs: NEVER,
    })
  }

  request(worker: number, slot: number): void {
    const row = this.rows++
    const pool = `${worker}/${slot}`
    const admission = this.pools.request(worker, slot, row, 0)
    if (admission === ATTACHED) this.attached.set(row, pool)
    else if (admission === CONNECT || admission === WAITING) this.queue(pool).push(row)
    else this.settled.add(row)
    this.#note(pool)
  }

  connect(pool: string, succeeds: boolean): void {
    const pending = this.opening.get(pool) ?? 0
    if (pending === 0) return
    this.opening.set(pool, pending - 1)
    const [worker, slot] = pool.split('/').map(Number)
    if (succeeds) this.#take(pool, this.pools.connected(worker, slot, 0))
    else {
      const failed = this.pools.connectFailed(worker, slot)
      for (const row of listed(this.pools.failed).slice(0, failed)) this.#leaveQueue(pool, row)
      this.#note(pool)
    }
  }

  release(row: number, keepAlive: boolean): void {
    const pool = this.attached.get(row)!
    this.attached.delete(row)
    this.settled.add(row)
    this.#take(pool, this.pools.released(row, keepAlive, 0))
  }

  cancel(pool: string, at: number): void {
    const queue = this.queue(pool)
    if (queue.length === 0) return
    const [row] = queue.splice(at % queue.length, 1)
    this.settled.add(row)
    this.pools.cancel(row)
  }

  queue(pool: string): number[] {
    const queue = this.queues.get(pool) ?? []
    this.queues.set(pool, queue)
    return queue
  }

  /** Rows leave their queue in the order in which they came. */
  #leaveQueue(pool: string, row: number): void {
    assert(this.queue(pool).shift() === row, `row ${row} was not the oldest of ${pool}`)
    this.settled.add(row)
  }

  /** What the lists hold is only said of a call that settled someone. */
  #take(pool: string, settled: number): void {
    this.#note(pool)
    if (settled === 0) return
    const { attached, overflowed } = this.pools
    assert(attached.count + overflowed.count === settled, 'the count is that of the lists')
    const left = [...listed(attached), ...listed(overflowed)].sort((a, b) => a - b)
    for (const row of left) this.#leaveQueue(pool, row)
    for (const row of listed(attached)) {
      this.settled.delete(row)
      this.attached.set(row, pool)
    }
  }

  #note(pool: string): void {
    this.opening.set(pool, (this.opening.get(pool) ?? 0) + this.pools.connects)
  }

  check(maxConnections: number, maxRequests: number, maxPending: number): void {
    const waiting = [...this.queues.values()].reduce((sum, queue) => sum + queue.length, 0)
    const active = this.hosts.current.reduce((sum, slot) => sum + this.hosts.active[slot], 0)
    assert(waiting === this.breaker.pending, 'pending is who waits')
    assert(this.attached.size === this.breaker.requests, 'requests is who has a connection')
    assert(active === this.breaker.requests, 'active requests of the hosts add up')
    assert(waiting + this.attached.size + this.settled.size === this.rows, 'no row is lost')
    assert(this.breaker.requests <= maxRequests, 'max_requests')
    assert(this.breaker.pending <= maxPending, 'max_pending_requests')
    assert(this.breaker.connections <= maxConnections + WORKERS * HOSTS, 'max_connections, and one for each pool')
  }
}

function listed(list: RowList): number[] {
  return [...list.rows.slice(0, list.count)]
}

const pool = fc.constantFrom('0/0', '0/1', '1/0', '1/1')
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('request' as const), pool }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('connect' as const), pool, succeeds: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('release' as const), at: fc.nat(), keepAlive: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), pool, at: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('closeIdle' as const), slot: fc.nat(HOSTS - 1) }) },
)
const limit = fc.integer({ min: 0, max: 6 })

it('keeps the limits and the order, and loses nobody', () => {
  const property = fc.property(
    limit,
    limit,
    limit,
    fc.constantFrom(1, 2, 1024),
    fc.constantFrom(0, 1, 3),
    fc.array(step, { maxLength: 80 }),
    (maxConnections, maxRequests, maxPending, streams, perConnection, steps) => {
      const limits = { maxConnections, maxRequests, maxPendingRequests: maxPending }
      const model = new Model(limits, streams, perConnection)
      for (const each of steps) {
        if (each.kind === 'request') model.request(Number(each.pool[0]), Number(each.pool[2]))
        else if (each.kind === 'connect') model.connect(each.pool, each.succeeds)
        else if (each.kind === 'cancel') model.cancel(each.pool, each.at)
        else if (each.kind === 'closeIdle') model.pools.closeIdle(each.slot)
        else if (model.attached.size > 0) {
          model.release([...model.attached.keys()][each.at % model.attached.size], each.keepAlive)
        }
        model.check(maxConnections, maxRequests, maxPending)
      }
      finish(model)
      model.check(maxConnections, maxRequests, maxPending)
      assert(model.settled.size === model.rows, 'in the end every row has its answer')
    },
  )
  fc.assert(property, { numRuns: 300 })
})

/** Lets every connection come up and every request end; whoever waits must get a turn. */
function finish(model: Model): void {
  for (let round = 0; round < 1000; round++) {
    for (const [each, count] of model.opening) for (let i = 0; i < count; i++) model.connect(each, true)
    const [row] = model.attached.keys()
    if (row !== undefined) model.release(row, true)
    else if ([...model.opening.values()].every(count => count === 0)) return
  }
}
