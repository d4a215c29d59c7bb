import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FREE } from '../../src/engine/rows.ts'
import type { Run } from '../../src/engine/run.ts'
import type { AttemptRecord } from '../../src/measure/attempt-record.ts'
import { runOf } from '../engine/run-of.ts'
import { DURATION_S, worlds } from './worlds.ts'

const SETTINGS = { seed: 20_260, numRuns: 60 }
const END_NS = DURATION_S * 1e9

function finished(run: Run): Run {
  run.advance(END_NS)
  run.finish()
  return run
}

describe('whatever happens to a mesh', { timeout: 120_000 }, () => {
  it('every request is answered or in flight, at every moment', () => {
    fc.assert(
      fc.property(worlds, fc.integer({ min: 1, max: 40 }), (world, steps) => {
        let ended = 0
        const run = runOf(world, ({ hop, proxy }) => void (hop === 0 && proxy === 'client' && ended++))
        for (let step = 1; step <= steps; step++) {
          run.advance(Math.floor((4e9 * step) / steps))
          const [{ born, answered }] = run.world.sources
          expect(ended).toBe(answered)
          expect(born - answered).toBe(rootsInFlight(run))
        }
      }),
      SETTINGS,
    )
  })

  it('long after the last request nothing is left: no row, no worker, no place in a pool or a breaker', () => {
    fc.assert(
      fc.property(worlds, world => {
        const { world: end } = finished(runOf(world))
        const { rows, stations, sources, upstreams } = end
        expect(sources.map(({ born, answered }) => born - answered)).toEqual([0])
        expect(rows.live).toBe(0)
        for (const { index } of end.pods) expect([stations.busy[index], stations.waiting[index]]).toEqual([0, 0])
        for (const { balancer } of upstreams) {
          const { pending, requests, retries } = balancer.limits
          expect({ pending, requests, retries }).toEqual({ pending: 0, requests: 0, retries: 0 })
          for (let slot = 0; slot < balancer.hosts.size; slot++) expect(balancer.hosts.active[slot]).toBe(0)
        }
      }),
      SETTINGS,
    )
  })

  it('limits are never exceeded, and no more hosts are ejected than the cap allows', () => {
    fc.assert(
      fc.property(worlds, world => {
        const run = runOf(world)
        for (let step = 1; step <= 200; step++) {
          run.advance(step * 20e6)
          for (const { balancer, cluster } of run.world.upstreams) {
            const { limits, hosts } = balancer
            expect(limits.pending).toBeLessThanOrEqual(cluster.limits.maxPendingRequests ?? Number.POSITIVE_INFINITY)
            expect(limits.requests).toBeLessThanOrEqual(cluster.limits.maxRequests ?? Number.POSITIVE_INFINITY)
            expect(limits.retries).toBeLessThanOrEqual(cluster.limits.maxRetries ?? Number.POSITIVE_INFINITY)
            expect(
              Math.min(limits.pending, limits.requests, limits.retries, limits.connections),
            ).toBeGreaterThanOrEqual(0)
            for (let slot = 0; slot < hosts.size; slot++) expect(hosts.active[slot]).toBeGreaterThanOrEqual(0)
          }
        }
      }),
      SETTINGS,
    )
  })

  it('the same seed gives the same digest, and the steps do not matter', () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.integer({ min: 1, max: END_NS }), { maxLength: 20 }), (world, stops) => {
        const inOne = finished(runOf(world)).digest.hex()
        const stepped = runOf(world)
        for (const stop of stops.toSorted((a, b) => a - b)) stepped.advance(stop)
        expect(finished(stepped).digest.hex()).toBe(inOne)
      }),
      SETTINGS,
    )
  })

  it('records come in the order of their ends, and none ends before it starts', () => {
    fc.assert(
      fc.property(worlds, world => {
        const records: AttemptRecord[] = []
        finished(runOf(world, record => void records.push(record)))
        let lastNs = 0
        for (const { startNs, endNs } of records) {
          expect(endNs).toBeGreaterThanOrEqual(lastNs)
          expect(startNs).toBeLessThanOrEqual(endNs)
          lastNs = endNs
        }
        expect(records.length).toBeGreaterThan(0)
      }),
      SETTINGS,
    )
  })
})

/** Rows that a client outside waits for. */
function rootsInFlight({ world: { rows } }: Run): number {
  let count = 0
  let used = 0
  for (let row = 0; row < rows.end; row++) {
    if (rows.phase[row] === FREE) continue
    used++
    if (rows.awaited[row] === 1 && rows.parent[row] === -1) count++
  }
  expect(used).toBe(rows.live)
  return count
}
