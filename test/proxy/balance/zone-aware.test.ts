import { describe, expect, it } from 'vitest'
import { stream } from '../../../src/kernel/rng.ts'
import { chooseLocality, sharesOf, zoneRouting } from '../../../src/proxy/balance/zone-aware.ts'
import { Upstream } from '../../../src/proxy/upstream.ts'
import { assignmentOf, clusterOf, type HostSketch, scripted } from '../hosts.ts'

const zones = (counts: readonly number[], change: HostSketch = {}) =>
  counts.flatMap((count, zone) => Array.from({ length: count }, () => ({ zone: `z${zone}`, ...change })))
const numbered = (sketches: readonly HostSketch[]) =>
  sketches.map((each, index) => ({ ...each, address: `h${index}:80` }))

/** Healthy hosts and callers by zone; the caller is in z0. */
function planOf(hosts: readonly number[], callers: readonly number[], panicThreshold = 0, settings = {}) {
  const list = (length: number) => ({ id: 0, slots: new Int32Array(length) })
  const localities = hosts.map((count, zone) => {
    return { name: `r/z${zone}`, weight: 1, all: list(count), healthy: list(count), degraded: list(0) }
  })
  const all = list(hosts.reduce((sum, each) => sum + each, 0))
  const localCluster = assignmentOf(numbered(zones(callers)))
  const upstream = { all, healthy: all, degraded: list(0), localities }
  return zoneRouting(upstream, { localCluster, ownLocality: 'r/z0' }, panicThreshold, settings)
}

describe('how much stays, and where the rest finds room', () => {
  it.each([
    // The example in Envoy's source: callers 40, 40, 20 %; hosts 25, 50, 25 %.
    [[5, 10, 5], [4, 4, 2], 6250, [0, 1000, 1500]],
    [[4, 4], [2, 2], 10_000, [0, 0]],
    // A third of the hosts, half of the callers: 3333 of 5000, rounded down.
    [[2, 4], [1, 1], 6666, [0, 1666]],
    // Nobody healthy at home: all goes where there is room.
    [[0, 3, 3], [2, 1, 1], 0, [0, 2500, 5000]],
  ])('hosts %j, callers %j', (hosts, callers, ownShare, residual) => {
    expect(planOf(hosts, callers)).toEqual({ ownShare, residual })
  })

  it.each([
    ['few hosts', [2, 3], [1, 1], 0, {}],
    ['few hosts', [4, 4], [1, 1], 0, { minClusterSize: 9 }],
    ['hosts in one locality', [6], [1, 1], 0, {}],
    ['callers in one locality', [3, 3], [2], 0, {}],
    ['no caller in the own locality', [3, 3, 3], [0, 2, 2], 0, {}],
    ['off', [3, 3], [1, 1], 0, { enabled: false }],
  ])('zones make no difference: %s', (why, hosts, callers, panic, settings) => {
    expect(planOf(hosts, callers, panic, settings)).toBe(why)
  })

  it('callers in panic: zones make no difference', () => {
    const callers = numbered([...zones([1, 1]), ...zones([1, 1], { unhealthy: true })])
    const list = { id: 0, slots: new Int32Array(3) }
    const none = { id: 0, slots: new Int32Array(0) }
    const localities = ['r/z0', 'r/z1'].map(name => ({ name, weight: 1, all: list, healthy: list, degraded: none }))
    const all = { id: 0, slots: new Int32Array(6) }
    const hosts = { all, healthy: all, degraded: none, localities }
    const at = (panicThreshold: number) =>
      zoneRouting(hosts, { localCluster: assignmentOf(callers), ownLocality: 'r/z0' }, panicThreshold)
    expect(at(50)).toMatchObject({ ownShare: 10_000 })
    expect(at(51)).toBe('callers in panic')
  })

  it('a smaller cluster counts where that is asked for', () => {
    expect(planOf([1, 1], [1, 1], 0, { minClusterSize: 1 })).toMatchObject({ ownShare: 10_000 })
  })

  it('a draw below the share stays; the next one finds the zone by its room; without room any zone', () => {
    const plan = { ownShare: 6250, residual: [0, 1000, 1500] }
    expect(chooseLocality(plan, scripted(6249))).toBe(0)
    expect(chooseLocality(plan, scripted(6250, 0))).toBe(1)
    expect(chooseLocality(plan, scripted(6250, 999))).toBe(1)
    expect(chooseLocality(plan, scripted(6250, 1000))).toBe(2)
    expect(chooseLocality({ ownShare: 0, residual: [0, 0] }, scripted(0, 5))).toBe(1)
  })
})

it('parts by locality: what stays, and of the rest to each by its room, to all alike without any', () => {
  expect(sharesOf({ ownShare: 6250, residual: [0, 1000, 1500] })).toEqual([0.625, 0.25, 0.125])
  expect(sharesOf({ ownShare: 10_000, residual: [0, 0] })).toEqual([1, 0])
  expect(sharesOf({ ownShare: 5000, residual: [0, 0] })).toEqual([0.75, 0.25])
  // No host at home: the first locality is like the others.
  expect(sharesOf({ ownShare: 0, residual: [300, 400] })).toEqual([0.75, 0.25])
})

it('picks of an upstream: shares within 4 sigma of 0.625, 0.25 and 0.125', () => {
  const locality = { region: 'r', zone: 'z0', subzone: '' }
  const upstream = new Upstream({ cluster: clusterOf(), workers: 1, rng: stream(1, 'zones'), nowNs: 0, locality })
  upstream.update(assignmentOf(numbered(zones([5, 10, 5]))), 0, assignmentOf(numbered(zones([4, 4, 2]))))
  const picks = 40_000
  const seen = [0, 0, 0]
  for (let i = 0; i < picks; i++) {
    const slot = upstream.choose(0, 0)
    seen[slot < 5 ? 0 : slot < 15 ? 1 : 2]++
  }
  // 62.5 % stays; the rest goes 1000 : 500.
  for (const [zone, share] of [0.625, 0.25, 0.125].entries()) {
    expect(Math.abs(seen[zone] - picks * share)).toBeLessThan(4 * Math.sqrt(picks * share * (1 - share)))
  }
})
