import { describe, expect, it } from 'vitest'
import type { Causes } from '../../../src/measure/causes.ts'
import { documents } from '../../compile/istio/mesh-of.ts'
import { policyFor, servers, traceOf } from '../meshes.ts'
import { observe } from '../records-of.ts'
import type { ScenarioParts } from '../scenario-of.ts'

const traffic = (rate: string, rest = '') =>
  `traffic: { load: { to: http://shop/, rate: ${rate}, arrivals: even${rest} } }`

async function observed(parts: ScenarioParts) {
  const { result, records } = await observe(parts)
  return { result, records, causes: result.causes as Causes }
}

describe('circuit breakers', () => {
  it('counts what each limit turned away, with the limit', async () => {
    const atMs = Array.from({ length: 6 }, (_, i) => i)
    const connectionPool = { tcp: { maxConnections: 1 }, http: { http1MaxPendingRequests: 2 } }
    const { causes } = await observed({
      mesh: documents(servers(1, 'shop'), policyFor('shop', { connectionPool })),
      scenario: `
duration: 5s
workloads: { shop: { time: 100ms, concurrency: 100 } }
traffic: { load: { to: http://shop/, arrivals: { trace: t.csv } } }
`,
      files: { 't.csv': traceOf('http://shop/', ...atMs) },
    })
    // One is served, two wait, three are turned away.
    expect(causes.breakers).toEqual([
      expect.objectContaining({ at: 'default/client', to: 'default/shop', maxConnections: 1, maxPendingRequests: 2 }),
    ])
    expect(causes.breakers[0]).toMatchObject({ pendingOverflows: 3, requestOverflows: 0, retryOverflows: 0 })
  })

  it('a limit that nobody reached is in no row', async () => {
    const { causes } = await observed({
      mesh: documents(servers(1, 'shop'), policyFor('shop', { connectionPool: { tcp: { maxConnections: 100 } } })),
      scenario: `\nduration: 2s\nworkloads: { shop: { time: 1ms } }\n${traffic('10/s')}\n`,
    })
    expect(causes.breakers).toEqual([])
  })
})

describe('priorities', () => {
  const zones = (timeline: string, detection: object = {}) => ({
    mesh: documents(
      servers(12, 'shop'),
      policyFor('shop', {
        outlierDetection: { consecutive5xxErrors: 1, interval: '60s', maxEjectionPercent: 100, ...detection },
      }),
    ),
    scenario: `
duration: 10s
topology: { zones: [eu/a, eu/b, us/c] }
workloads: { shop: { time: 1ms } }
${traffic('400/s')}
timeline: ${timeline}
`,
    set: ['network.config-push=100s'],
  })

  it('shows how much of the load spills over: two of four hosts are 70 %', async () => {
    const { causes } = await observed(zones('[{ at: 3s, kill: shop-0 }, { at: 3s, kill: shop-3 }]'))
    const [{ steps, panicNs }] = causes.priorities
    expect(steps[0]).toMatchObject({ proxies: 1, loads: [100, 0, 0], hosts: 12, healthy: 12 })
    // The second ejection reaches the balancer up to a second after the first: floor(140 * 2 / 4) = 70.
    expect(steps.at(-1)).toMatchObject({ loads: [70, 30, 0], healthy: 10, panicking: 0 })
    expect(steps.every(({ atNs }, i) => i === 0 || (atNs >= 3e9 && atNs < 5e9))).toBe(true)
    expect(panicNs).toBe(0)
  })

  it('tells how long a proxy was in panic', async () => {
    const mesh = documents(
      servers(4, 'shop'),
      policyFor('shop', {
        outlierDetection: { consecutive5xxErrors: 1, maxEjectionPercent: 100, minHealthPercent: 50, interval: '60s' },
      }),
    )
    const { causes } = await observed({
      mesh,
      scenario: `
duration: 10s
workloads: { shop: { time: 0ms, errors: { 500: 100% } } }
${traffic('1/s')}
`,
    })
    // One request a second on a host each; the third ejection leaves one of four, which is below 50 %.
    const third = causes.ejections[2]
    const [{ panicNs, steps }] = causes.priorities
    expect(steps.at(-1)).toMatchObject({ panicking: 1 })
    expect(panicNs).toBeGreaterThan(0)
    expect(panicNs).toBeLessThanOrEqual(10e9 - third.atNs)
    expect(panicNs).toBeGreaterThanOrEqual(10e9 - third.atNs - 1e9)
  })

  it('where all goes to the first priority there is nothing to tell', async () => {
    const { causes } = await observed(zones('[]'))
    expect(causes.priorities).toEqual([])
  })
})
