import { describe, expect, it } from 'vitest'
import type { Causes } from '../../../src/measure/causes.ts'
import { deployment, documents, service } from '../../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers, traceOf } from '../meshes.ts'
import { observe } from '../records-of.ts'
import type { ScenarioParts } from '../scenario-of.ts'

const once = ruleFor('shop', { retries: { attempts: 0 } })
const retried = (host: string, attempts: number) => ruleFor(host, { retries: { attempts, retryOn: '5xx' } })
const ejecting = (figures: object) =>
  policyFor('shop', { outlierDetection: { consecutive5xxErrors: 5, interval: '10s', ...figures } })
const traffic = (rate: string, rest = '') =>
  `traffic: { load: { to: http://shop/, rate: ${rate}, arrivals: even${rest} } }`

const everyMs = (ms: number, url: string, count: number) =>
  traceOf(url, ...Array.from({ length: count }, (_, i) => i * ms))

async function observed(parts: ScenarioParts) {
  const { result, records } = await observe(parts)
  return { result, records, causes: result.causes as Causes }
}

/** One of three pods always answers 500, in turn with two good ones: ten requests a second. */
const oneOfThree = (scenario: string, figures: object) => ({
  mesh: documents(
    service('shop'),
    deployment('good', { replicas: 2, labels: { app: 'shop', kind: 'good' } }),
    deployment('bad', { labels: { app: 'shop', kind: 'bad' } }),
    once,
    ejecting(figures),
  ),
  scenario: `
workloads: { good: { time: 0ms }, bad: { time: 0ms, errors: { 500: 100% } } }
${traffic('10/s')}
${scenario}
`,
})

describe('ejections', () => {
  it('names the pod, the detector with its threshold, the last answer, and for how long', async () => {
    const figures = { maxEjectionPercent: 100, baseEjectionTime: '30s' }
    const { causes, records } = await observed(oneOfThree('duration: 60s', figures))
    const [first, ...more] = causes.ejections
    const bad = records.filter(({ pod }) => pod === 'bad-0')
    expect(first).toMatchObject({ proxy: 'client-0', to: 'default/shop', pod: 'bad-0', atNs: bad[4].endNs })
    expect(first).toMatchObject({ detector: 'consecutive_5xx', threshold: 5, last: '500', ejection: 1 })
    // Back with the first sweep, one of every ten seconds, that comes after 30 s.
    expect(first.forNs).toBeGreaterThanOrEqual(30e9)
    expect(first.forNs).toBeLessThan(40e9)
    // It comes back and errs five times more; the second time would last 60 s.
    expect(more).toHaveLength(1)
    expect(more[0]).toMatchObject({ pod: 'bad-0', ejection: 2, atNs: bad[9].endNs })
    expect(more[0].forNs).toBeUndefined()
    expect(causes.outlierDetection).toEqual([
      expect.objectContaining({
        ...{ at: 'default/client', to: 'default/shop', proxies: 1, hosts: 3, ejectable: 3, capPercent: 100 },
        ...{ ejections: 2, refused: 0, pods: 1, ejectingProxies: 1 },
        ...{ detectors: { consecutive_5xx: 2 }, last: { 500: 2 } },
        ...{ shortestNs: first.forNs, longestNs: first.forNs },
      }),
    ])
  })

  it('ends with the removal of the pod', async () => {
    const figures = { maxEjectionPercent: 100, baseEjectionTime: '300s' }
    const timeline = 'duration: 10s\ntimeline: [{ at: 5s, scale: { bad: 0 } }]'
    const { causes } = await observed(oneOfThree(timeline, figures))
    expect(causes.ejections).toHaveLength(1)
    const [{ atNs, forNs, removed }] = causes.ejections
    expect(removed).toBe(true)
    expect(atNs + (forNs ?? 0)).toBe(5e9)
  })

  it('with three hosts and a cap of 10 %, none can be ejected: every fifth error is one refusal', async () => {
    const { causes, result, records } = await observed(oneOfThree('duration: 30s', { maxEjectionPercent: 10 }))
    const errors = records.filter(({ status }) => status === 500).length
    expect(errors).toBeGreaterThan(90)
    expect(causes.ejections).toEqual([])
    const [row] = causes.outlierDetection
    expect(row).toMatchObject({ hosts: 3, ejectable: 0, capPercent: 10, ejections: 0, refused: Math.floor(errors / 5) })
    const story = result.happenings.find(({ what }) => what === 'bad-0 stays in')
    expect(story?.detail).toContain(`${row.refused} times`)
    expect(story?.detail).toContain('of 3 hosts a cap of 10% lets none go')
  })

  it('with ten hosts and a cap of 10 %, one can be ejected', async () => {
    const { causes } = await observed({
      mesh: documents(servers(10, 'shop'), once, ejecting({ maxEjectionPercent: 10, baseEjectionTime: '300s' })),
      scenario: `
duration: 20s
workloads: { shop: { time: 0ms, errors: { 500: 100% } } }
${traffic('100/s')}
`,
    })
    expect(causes.ejections).toHaveLength(1)
    const [row] = causes.outlierDetection
    expect(row).toMatchObject({ hosts: 10, ejectable: 1, ejections: 1, pods: 1 })
    // 2,000 requests, each an error: five for the one that went, the rest in fives on the other nine.
    expect(row.refused).toBeGreaterThanOrEqual(390)
    expect(row.refused).toBeLessThanOrEqual(399)
  })
})

describe('retries', () => {
  const failing = (share: string, count: number) => ({
    mesh: documents(servers(3, 'shop'), policyFor('shop', {}), retried('shop', 2)),
    scenario: `
duration: ${count / 100 + 1}s
workloads: { shop: { time: 0ms, errors: { 503: ${share} } } }
traffic: { load: { to: http://shop/, arrivals: { trace: t.csv } } }
timeline: [{ at: 500ms, mark: later }]
`,
    files: { 't.csv': everyMs(10, 'http://shop/', count) },
  })

  it('what always fails is tried three times: an amplification of 3, all for one cause', async () => {
    const { causes } = await observed(failing('100%', 1000))
    const row = causes.retries.find(({ window }) => window === 'whole run')
    expect(row).toEqual({
      ...{ source: 'load', at: 'client', to: 'default/shop', window: 'whole run', requests: 1000, attempts: 3000 },
      ...{ codes: { 503: 2000 }, calledAgain: 0, amplification: 3 },
    })
  })

  it('what fails with p is tried 1 + p + p² times, and each retry has its cause in the window of its request', async () => {
    const { causes } = await observed(failing('50%', 2000))
    const p = 0.5
    const whole = causes.retries.find(({ window }) => window === 'whole run')
    // Attempts are 1, 2 or 3 with 1 - p, p - p², p²: a variance of 0.6875.
    const deviation = Math.sqrt(0.6875 / 2000)
    expect(Math.abs((whole?.amplification ?? 0) - (1 + p + p * p))).toBeLessThan(4 * deviation)
    expect(causes.retries.map(({ window }) => window)).toEqual(['whole run', 'before later', 'later'])
    for (const { requests, attempts, codes } of causes.retries) expect(codes[503]).toBe(attempts - requests)
  })

  it('what nobody retries is in no row', async () => {
    const { causes } = await observed(failing('0%', 100))
    expect(causes.retries).toEqual([])
    expect(causes.paths).toEqual([])
  })

  it('tells timeouts, lost connections and answers apart', async () => {
    const rule = ruleFor('shop', { retries: { attempts: 1, perTryTimeout: '10ms', retryOn: '5xx' } })
    const { causes } = await observed({
      mesh: documents(servers(1, 'shop'), policyFor('shop', {}), rule),
      scenario: `
duration: 3s
workloads: { shop: { time: 100ms, concurrency: 100 } }
traffic: { load: { to: http://shop/, arrivals: { trace: t.csv } } }
timeline: [{ at: 950ms, kill: shop-0 }]
`,
      files: { 't.csv': everyMs(100, 'http://shop/', 20) },
      set: ['network.config-push=100s'],
    })
    const [{ requests, codes }] = causes.retries
    expect(requests).toBe(20)
    expect(codes).toEqual({ '504 UT': 10, '503 UF': 10 })
  })

  it('tries of the application multiply those of its proxy, and so do the hops of a path', async () => {
    const { causes } = await observed({
      mesh: documents(servers(1, 'web', 'shop'), retried('web', 1), retried('shop', 2)),
      scenario: `
duration: 3s
workloads:
  web: { time: 0ms, calls: [{ to: shop, tries: 4 }] }
  shop: { time: 0ms, errors: { 500: 100% } }
traffic: { load: { to: http://web/, arrivals: { trace: t.csv } } }
`,
      files: { 't.csv': everyMs(100, 'http://web/', 20) },
    })
    const [outer, inner] = [...causes.retries].sort((a, b) => a.requests - b.requests)
    expect(outer).toMatchObject({
      at: 'client',
      to: 'default/web',
      requests: 20,
      attempts: 40,
      amplification: 2,
    })
    // Each of the two attempts at web calls four times, and each call is tried three times: 24 per request of the user.
    expect(inner).toMatchObject({ at: 'default/web', requests: 160, calledAgain: 120, amplification: 12 })
    expect(inner.codes).toEqual({ 500: 320 })
    expect(causes.paths).toEqual([
      {
        source: 'load',
        window: 'whole run',
        path: ['client', 'default/web', 'default/shop'],
        factors: [2, 12],
        amplification: 24,
      },
    ])
    expect(causes.pathsLeftOut).toBe(0)
  })
})
