import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventQueue } from '../../src/kernel/event-queue.ts'

/** What the queue must do, in the plainest way: a list sorted by time, rank and order of scheduling. */
function reference(events: readonly { atNs: number; rank: number; sequence: number; row: number }[]): number[] {
  return [...events]
    .sort((a, b) => a.atNs - b.atNs || a.rank - b.rank || a.sequence - b.sequence)
    .map(event => event.row)
}

function drain(queue: EventQueue): number[] {
  const rows: number[] = []
  while (queue.next(Number.POSITIVE_INFINITY)) rows.push(queue.row)
  return rows
}

describe('EventQueue', () => {
  it('orders by time, then rank, then order of scheduling', () => {
    const queue = new EventQueue([1, 0])
    queue.at(20, 0, 1)
    queue.at(10, 0, 2)
    queue.at(10, 0, 3)
    queue.at(10, 1, 4)
    expect(drain(queue)).toEqual([4, 2, 3, 1])
  })

  it('stops at the given time and goes on later', () => {
    const queue = new EventQueue([0])
    queue.at(5, 0, 1)
    queue.at(15, 0, 2)
    expect(queue.next(10)).toBe(true)
    expect(queue.next(10)).toBe(false)
    expect(queue.nowNs).toBe(5)
    expect(queue.next(15)).toBe(true)
    expect(queue.nowNs).toBe(15)
  })

  it('refuses the past', () => {
    const queue = new EventQueue([0])
    queue.at(5, 0, 0)
    queue.next(5)
    expect(() => queue.at(4, 0, 0)).toThrow(/event 0 for row 0 at 4, now 5/)
  })

  it('refuses an instant that never comes', () => {
    expect(() => new EventQueue([0]).at(Number.POSITIVE_INFINITY, 0, 1)).toThrow(/event 0 for row 1 at Infinity/)
  })

  it('keeps the order of scheduling among many events of one instant', () => {
    const queue = new EventQueue([0])
    const events = Array.from({ length: 1000 }, (_, row) => ({ atNs: (row * 7919) % 10, rank: 0, sequence: row, row }))
    for (const { atNs, row } of events) queue.at(atNs, 0, row)
    expect(drain(queue)).toEqual(reference(events))
  })

  it('keeps the order of a lane that grows when its head has moved', () => {
    const queue = new EventQueue([0])
    const lane = queue.laneFor(0, 5)
    const push = (from: number, to: number) => {
      for (let row = from; row < to; row++) queue.inLane(lane, row)
    }
    push(0, 200)
    for (let row = 0; row < 150; row++) expect(queue.next(5) && queue.row).toBe(row)
    push(200, 300)
    expect(queue.pending).toBe(150)
    push(300, 1000)
    expect(queue.pending).toBe(850)
    expect(drain(queue)).toEqual(Array.from({ length: 850 }, (_, i) => 150 + i))
  })

  it('gives the order of a sorted list for any mixture of heap and lanes', () => {
    const operation = fc.record({
      kind: fc.integer({ min: 0, max: 2 }),
      delayNs: fc.integer({ min: 0, max: 6 }),
      lane: fc.boolean(),
      pops: fc.integer({ min: 0, max: 2 }),
    })
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 400 }), operations => {
        const ranks = [2, 0, 1]
        const queue = new EventQueue(ranks)
        let waiting: { atNs: number; rank: number; sequence: number; row: number }[] = []
        operations.forEach(({ kind, delayNs, lane, pops }, row) => {
          waiting.push({ atNs: queue.nowNs + delayNs, rank: ranks[kind], sequence: row, row })
          if (lane) queue.inLane(queue.laneFor(kind, delayNs), row)
          else queue.at(queue.nowNs + delayNs, kind, row)
          for (let i = 0; i < pops && waiting.length > 0; i++) {
            const expected = reference(waiting)[0]
            expect(queue.next(Number.POSITIVE_INFINITY)).toBe(true)
            expect(queue.row).toBe(expected)
            waiting = waiting.filter(event => event.row !== expected)
          }
        })
        expect(queue.pending).toBe(waiting.length)
        expect(drain(queue)).toEqual(reference(waiting))
      }),
      { numRuns: 200 },
    )
  })

  it('keeps its order while heap and lanes grow past their first capacity', () => {
    const queue = new EventQueue([0, 0])
    const lane = queue.laneFor(1, 3)
    for (let row = 0; row < 5000; row++) {
      queue.at((row * 7919) % 5000, 0, row)
      queue.inLane(lane, row)
    }
    let last = 0
    let count = 0
    while (queue.next(Number.POSITIVE_INFINITY)) {
      expect(queue.nowNs).toBeGreaterThanOrEqual(last)
      last = queue.nowNs
      count++
    }
    expect(count).toBe(10000)
  })
})
