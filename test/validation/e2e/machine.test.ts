import { describe, expect, it } from 'vitest'
import type { Comparison } from '../../../src/validation/e2e/agreement.ts'
import { hopCostSlope, timerLateness } from '../../../src/validation/e2e/machine.ts'

const QUIET = { fromNs: 5e9, toNs: 40e9 }

function comparison(name: string, recorded: number, simulated: number, window = QUIET): Comparison {
  const band = { low: recorded, high: recorded }
  return { window, name, recorded, band, simulated, interval: band, agrees: true, distance: 0 }
}

describe('hopCostSlope', () => {
  it('is the cost per proxied hop that explains what the simulation lacks', () => {
    const counts = ['client.requests', 'hop[ingress>a].requests', 'hop[a>b].requests']
    const quiet = [
      ...counts.map(name => comparison(name, 100, 100)),
      // Two hops lack 2 ms, one hop lacks 1.5 ms: (2 x 2 + 1 x 1.5) / (4 + 1).
      comparison('hop[ingress>a].latency_ms.mean', 22, 20),
      comparison('hop[a>b].latency_ms.mean', 11.5, 10),
      comparison('hop[a>b].latency_ms.p99', 99, 10),
    ]
    const cold = comparison('hop[a>b].latency_ms.mean', 90, 10, { fromNs: 0, toNs: 5e9 })
    const after = comparison('hop[a>b].latency_ms.mean', 90, 10, { fromNs: 40e9, toNs: 60e9 })
    const { xy, xx } = hopCostSlope([...quiet, cold, after], 40e9)
    expect(xy / xx).toBeCloseTo(1.1)
  })
})

describe('timerLateness', () => {
  it('is measured beside each run; nothing measured is no lateness', () => {
    const sanity = { service_time_minus_drawn_ms: { mean: 0.145, p50: 0.11 } }
    const runs = [{ run: 1, sanity }, { run: 2, sanity: {} }, { run: 3 }]
    expect([...timerLateness({ runs })]).toEqual([
      [1, 145_000],
      [2, 0],
      [3, 0],
    ])
  })
})
