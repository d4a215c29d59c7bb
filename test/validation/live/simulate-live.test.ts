import { beforeAll, describe, expect, it } from 'vitest'
import { loadScenario } from '../../../src/config/load-scenario.ts'
import { initHash } from '../../../src/proxy/hash.ts'
import { simulateLive } from '../../../src/validation/live/simulate-live.ts'

function scenarioOf(name: string) {
  const { scenario } = loadScenario(`test/validation/cases/${name}`)
  if (scenario === undefined) throw new Error(`${name} cannot be read`)
  return scenario
}

beforeAll(initHash)

describe('round robin over six pods', () => {
  const turns = (start: number) => simulateLive(scenarioOf('round-robin'), { seed: 1, start }).observation.requests

  it('goes on where the start says, in the order of the pods', () => {
    const order = turns(0)
      .slice(0, 6)
      .map(({ pod }) => pod)
    expect(new Set(order).size).toBe(6)
    expect(
      turns(2)
        .slice(0, 4)
        .map(({ pod }) => pod),
    ).toEqual(order.slice(2))
  })
})

it('every copy arrives, and arrivals are of the requests that are told', () => {
  const { observation, sent } = simulateLive(scenarioOf('mirror'), { seed: 1 })
  const { requests, arrivals } = observation
  const arrived = (workload: string) =>
    [...arrivals].filter(([pod]) => pod.startsWith(workload)).reduce((sum, [, count]) => sum + count, 0)
  expect(sent).toHaveLength(requests.length)
  expect(arrived('web-v1')).toBe(requests.length)
  expect(arrived('web-v2')).toBe(requests.length)
})

it('sweeps happen when they are told to', () => {
  const { ejections } = simulateLive(scenarioOf('ejection'), { seed: 1, start: 0, sweepsAtNs: 700_000_000 }).observation
  const returns = ejections.filter(({ action }) => action === 'uneject')
  expect(returns.length).toBeGreaterThan(1)
  // The interval is one second.
  for (const { atNs } of returns) expect(atNs % 1_000_000_000).toBe(700_000_000)
})

it('a pod whose answer it was not has no name', () => {
  const { requests } = simulateLive(scenarioOf('breaker-pending'), { seed: 1 }).observation
  const refused = requests.filter(({ flags }) => flags === 'UO')
  // Twenty requests for five connections and three waiting places.
  expect(refused).toHaveLength(12)
  expect(refused.every(({ pod, status }) => pod === '' && status === 503)).toBe(true)
})

it('gRPC answers come with their grpc-status', () => {
  const { requests } = simulateLive(scenarioOf('grpc-overflow'), { seed: 1 }).observation
  const told = requests.map(({ status, grpcStatus = 0, flags }) => `${status} ${grpcStatus} ${flags}`)
  // Twenty calls where four may be under way, two times.
  const round = [...Array(4).fill('200 0 -'), ...Array(16).fill('200 14 UO')]
  expect(told).toEqual([...round, ...round])
})

it('of six pods that call, only what the first one sends is told', () => {
  const { observation, sent } = simulateLive(scenarioOf('zone-aware'), { seed: 1 })
  const { requests, arrivals } = observation
  // 1300 calls a second for ten seconds, a sixth of them, within 4 sigma.
  expect(Math.abs(requests.length - 13_000 / 6)).toBeLessThan(4 * Math.sqrt((13_000 * 5) / 36))
  expect(sent).toHaveLength(requests.length)
  expect([...arrivals.values()].reduce((sum, count) => sum + count)).toBe(requests.length)
  expect(requests.every(({ status, pod }) => status === 200 && pod !== '')).toBe(true)
})

it('pods that call by address are clients of one proxy: each with an address of this machine, all of them told', () => {
  const { observation, sent } = simulateLive(scenarioOf('tcp-source-ip-ring'), { seed: 1, byAddress: true })
  expect(sent).toHaveLength(400)
  expect(new Set(sent.map(({ from }) => from)).size).toBe(20)
  expect(sent.every(({ from }) => from?.startsWith('127.1.0.'))).toBe(true)
  expect([...observation.counters].filter(([name]) => name.endsWith(' upstream_cx_total'))).toEqual([
    [expect.stringContaining('web'), 400],
  ])
})
