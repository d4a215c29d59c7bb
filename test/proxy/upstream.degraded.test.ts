import { describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/dataplane/cluster.ts'
import type { Rng } from '../../src/kernel/rng.ts'
import { Upstream } from '../../src/proxy/upstream.ts'
import { assignmentOf, clusterOf, type HostSketch } from './hosts.ts'

/** Percentages 1 to 100 in turn, whatever else is drawn. */
function eachPercentage(): Rng {
  let drawn = 0
  return { next: () => 0, next53: () => 0, uint32: () => drawn++ % 100 }
}

function hundredPicks(hosts: readonly HostSketch[], change: Partial<Cluster> = {}, overprovisioning?: number) {
  const cluster = clusterOf({ balancer: { kind: 'RANDOM' }, ...change })
  const upstream = new Upstream({ cluster, workers: 1, rng: eachPercentage(), nowNs: 0 })
  upstream.update({ ...assignmentOf(hosts), overprovisioning }, 0)
  const counts = hosts.map(() => 0)
  for (let i = 0; i < 100; i++) {
    const slot = upstream.choose(0, 0)
    if (slot >= 0) counts[slot]++
  }
  return { upstream, counts }
}

const sum = (counts: readonly number[]) => counts.reduce((total, each) => total + each, 0)
const many = (count: number, sketch: HostSketch) => Array.from({ length: count }, () => sketch)

describe('degraded hosts', () => {
  it('carry what the healthy ones are too few for: 2 of 4 healthy are good for 70 percent', () => {
    const { counts } = hundredPicks([...many(2, {}), ...many(2, { degraded: true })])
    expect([sum(counts.slice(0, 2)), sum(counts.slice(2))]).toEqual([70, 30])
  })

  it('come after healthy hosts of every priority (recorded: 3 of 10, 7 degraded; then 10 healthy)', () => {
    const hosts = [...many(3, {}), ...many(7, { degraded: true }), ...many(10, { priority: 1 })]
    const { counts } = hundredPicks(hosts)
    expect([sum(counts.slice(0, 3)), sum(counts.slice(3, 10)), sum(counts.slice(10))]).toEqual([42, 0, 58])
  })

  it('count as available for panic: nobody panics while all are degraded', () => {
    const { upstream, counts } = hundredPicks(many(4, { degraded: true }), { panicThreshold: 50 })
    expect(sum(counts)).toBe(100)
    expect(upstream.healthyPanic).toBe(0)
  })
})

describe('counters', () => {
  it('lb_healthy_panic: each pick in a priority that panics (1 of 4 healthy, threshold 50)', () => {
    const { upstream, counts } = hundredPicks([{}, ...many(3, { unhealthy: true })], { panicThreshold: 50 })
    expect(upstream.healthyPanic).toBe(100)
    expect(counts.every(count => count > 0)).toBe(true)
  })

  it('upstream_cx_none_healthy: each pick that finds nobody (threshold 0)', () => {
    const { upstream, counts } = hundredPicks(many(3, { unhealthy: true }), { panicThreshold: 0 })
    expect(sum(counts)).toBe(0)
    expect(upstream.noneHealthy).toBe(100)
    expect(upstream.healthyPanic).toBe(0)
  })
})

it.each([
  [100, 50],
  [140, 70],
  [200, 100],
])('overprovisioning factor %i: half the hosts carry %i percent', (factor, expected) => {
  const hosts = [...many(10, {}), ...many(10, { unhealthy: true }), ...many(20, { priority: 1 })]
  const { counts } = hundredPicks(hosts, {}, factor)
  expect(sum(counts.slice(0, 10))).toBe(expected)
})
