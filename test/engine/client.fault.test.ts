import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers } from './meshes.ts'
import { ending, observe } from './records-of.ts'

const DELAY = { percentage: { value: 100 }, fixedDelay: '0.1s' }
const ABORT = { percentage: { value: 100 }, httpStatus: 418 }

const evenly = (count: number) => `
duration: ${count}s
workloads: { server: { time: 10ms } }
traffic: { load: { to: http://server/, rate: 1/s, arrivals: even } }
`
const under = (rule: object, ...more: string[]) =>
  observe({ mesh: documents(servers(1, 'server'), ruleFor('server', rule), ...more), scenario: evenly(10) })

describe('injected faults', () => {
  it('a delay is flagged DI, and the answer is that of the server', async () => {
    const { records, result } = await under({ fault: { delay: DELAY } })
    // The attempt begins after the delay; the hop, whose latency is measured, before it.
    expect(records.map(ending)).toEqual(Array(10).fill('10ms 200 DI ok'))
    expect(records.map(({ startNs }) => startNs / 1e6)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(s => s * 1000 + 100))
    expect(result.hops.map(({ latency }) => [latency.minNs, latency.maxNs])).toEqual([[110e6, 110e6]])
  })

  it('the timeout of the route does not run during the delay', async () => {
    const { records } = await under({ fault: { delay: DELAY }, timeout: '0.05s' })
    expect(records.map(ending)).toEqual(Array(10).fill('10ms 200 DI ok'))
  })

  it('an abort answers at once, is flagged FI, counts as an error and is never retried', async () => {
    const { records } = await under({ fault: { abort: ABORT }, retries: { attempts: 3, retryOn: '5xx,retriable-4xx' } })
    expect(records.map(ending)).toEqual(Array(10).fill('0ms 418 FI error'))
    // No attempt was made, and no host chosen.
    expect(records.every(({ attempt, pod }) => attempt === 0 && pod === '')).toBe(true)
  })

  it('first the delay, then the abort', async () => {
    const { records } = await under({ fault: { delay: DELAY, abort: ABORT } })
    expect(records.map(ending)).toEqual(Array(10).fill('100ms 418 DI,FI error'))
  })

  it('outlier detection does not see it', async () => {
    const outlierDetection = { consecutive5xxErrors: 1, maxEjectionPercent: 100, interval: '60s' }
    const fault = { abort: { percentage: { value: 100 }, httpStatus: 503 } }
    const { records } = await under({ fault }, policyFor('server', { outlierDetection }))
    expect(records.map(ending)).toEqual(Array(10).fill('0ms 503 FI error'))
  })

  it('delay and abort are drawn apart, each with its own percentage', async () => {
    const fault = {
      delay: { percentage: { value: 20 }, fixedDelay: '0.1s' },
      abort: { ...ABORT, percentage: { value: 50 } },
    }
    const { records } = await observe({
      mesh: documents(servers(1, 'server'), ruleFor('server', { fault })),
      scenario: evenly(4000).replace('duration: 4000s', 'duration: 4s').replace('1/s', '1000/s'),
    })
    const share = (flags: string) => records.filter(record => record.flags === flags).length / records.length
    // Four standard deviations of a share p among n: 4 sqrt(p (1 - p) / n).
    const near = (p: number) => 4 * Math.sqrt((p * (1 - p)) / records.length)
    expect(records.length).toBeGreaterThan(3800)
    expect(Math.abs(share('DI,FI') - 0.1)).toBeLessThan(near(0.1))
    expect(Math.abs(share('DI') - 0.1)).toBeLessThan(near(0.1))
    expect(Math.abs(share('FI') - 0.4)).toBeLessThan(near(0.4))
    expect(Math.abs(share('') - 0.4)).toBeLessThan(near(0.4))
  })
})
