import fc from 'fast-check'
import { expect } from 'vitest'
import type { Run } from '../../src/engine/run.ts'
import type { UpstreamState } from '../../src/engine/upstream-state.ts'
import type { AttemptRecord } from '../../src/measure/attempt-record.ts'
import { runOf } from '../engine/run-of.ts'
import { DURATION_S, worlds } from './worlds.ts'

const END_NS = DURATION_S * 1e9

function finished(run: Run): Run {
  run.advance(END_NS)
  run.finish()
  return run
}

/** What holds whatever happens to a mesh, by name: run.test.ts tries a few worlds, `npm run fuzz` as many as there is time for. */
export const WORLD_PROPERTIES = {
  'every request is answered or in flight, at every moment': fc.property(
    worlds,
    fc.integer({ min: 1, max: 40 }),
    (world, steps) => {
      let ended = 0
      const run = runOf(world, ({ hop, proxy }) => void (hop === 0 && proxy === 'client' && ended++))
      for (let step = 1; step <= steps; step++) {
        run.advance(Math.floor((4e9 * step) / steps))
        const [{ born, answered }] = run.world.sources
        expect(ended).toBe(answered)
        expect(born).toBeGreaterThanOrEqual(answered)
        // Each of the others is under way in a row at least.
        expect(run.world.rows.live).toBeGreaterThanOrEqual(born - answered)
      }
    },
  ),

  'long after the last request nothing is left: no row, no worker, no place in a pool or a breaker': fc.property(
    worlds,
    world => {
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
    },
  ),

  'no limit of a circuit breaker is ever exceeded': fc.property(worlds, world => {
    const run = runOf(world)
    for (let step = 1; step <= 200; step++) {
      run.advance(step * 20e6)
      expect(run.world.upstreams.flatMap(overdrawn)).toEqual([])
    }
  }),

  'the same seed gives the same digest, and the steps do not matter': fc.property(
    worlds,
    fc.array(fc.integer({ min: 1, max: END_NS }), { maxLength: 20 }),
    (world, stops) => {
      const inOne = finished(runOf(world)).digest.hex()
      const stepped = runOf(world)
      for (const stop of stops.toSorted((a, b) => a - b)) stepped.advance(stop)
      expect(finished(stepped).digest.hex()).toBe(inOne)
    },
  ),

  'records come in the order of their ends, and none ends before it starts': fc.property(worlds, world => {
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
} as const

/** Counts of a breaker that are above their limit, or below nothing. */
function overdrawn({ balancer: { limits, hosts }, cluster }: UpstreamState): string[] {
  const { maxConnections, maxPendingRequests, maxRequests, maxRetries } = cluster.limits
  const counts: readonly (readonly [name: string, count: number, limit: number | undefined])[] = [
    ['pending', limits.pending, maxPendingRequests],
    ['requests', limits.requests, maxRequests],
    ['retries', limits.retries, maxRetries],
    // A pool without any connection may always open one (Envoy): for each worker and host that is.
    ['connections', limits.connections, maxConnections === undefined ? undefined : maxConnections + hosts.size * 3],
    ['active', Math.min(0, ...hosts.active.subarray(0, hosts.size)), undefined],
  ]
  return counts
    .filter(([, count, limit]) => count < 0 || count > (limit ?? Number.POSITIVE_INFINITY))
    .map(([name, count, limit]) => `${name}: ${count}, limit ${limit}`)
}
