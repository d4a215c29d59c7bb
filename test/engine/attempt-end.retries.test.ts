import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers, traceOf } from './meshes.ts'
import { ending, observe, rootOf } from './records-of.ts'

const evenly = (workload: string, timeline = '[]') => `
duration: 20s
workloads: { server: ${workload} }
traffic: { load: { to: http://server/, rate: 1/s, arrivals: even } }
timeline: ${timeline}
`

describe('retries on what the server answers', () => {
  it("a 503 of the application is not retried by Istio's default policy since 1.24", async () => {
    const { records } = await observe({
      mesh: servers(2, 'server'),
      scenario: evenly('{ time: 1ms, errors: { 503: 100% } }'),
    })
    expect(records.map(ending)).toEqual(Array(20).fill('1ms 503 - error'))
  })

  it('exhausted: one attempt and two retries on three hosts, then the last answer with URX', async () => {
    const retries = { attempts: 2, retryOn: '5xx' }
    const { records } = await observe({
      mesh: documents(servers(3, 'server'), policyFor('server', {}), ruleFor('server', { retries })),
      scenario: evenly('{ time: 1ms, errors: { 503: 100% } }'),
    })
    expect(records).toHaveLength(60)
    for (let request = 0; request < 20; request++) {
      const attempts = rootOf(records, request)
      expect(attempts.map(ending)).toEqual(['1ms 503 - error', '1ms 503 - error', '1ms 503 URX error'])
      expect(new Set(attempts.map(({ pod }) => pod)).size).toBe(3)
      const backOffsMs = attempts.slice(1).map(({ startNs }, i) => (startNs - attempts[i].endNs) / 1e6)
      // Upper bounds 25 and 50 ms.
      expect(backOffsMs[0]).toBeLessThan(25)
      expect(backOffsMs[1]).toBeLessThan(50)
    }
  })

  it('none: attempts 0 switches even the default off', async () => {
    const { records } = await observe({
      mesh: documents(servers(2, 'server'), policyFor('server', {}), ruleFor('server', { retries: { attempts: 0 } })),
      scenario: evenly('{ time: 1ms }', '[{ at: 5s500ms, kill: server-0 }]'),
      set: ['network.config-push=100s'],
    })
    const refused = records.filter(({ flags }) => flags === 'UF')
    expect(refused.length).toBeGreaterThan(0)
    expect(records).toHaveLength(20)
  })

  it('the breaker allows so many at once: max_retries refuses with UO and the first answer stands', async () => {
    const retries = { attempts: 1, retryOn: '5xx' }
    const { records } = await observe({
      mesh: documents(
        servers(1, 'server'),
        policyFor('server', { connectionPool: { http: { maxRetries: 1 } } }),
        ruleFor('server', { retries }),
      ),
      scenario: `
duration: 2s
workloads: { server: { time: 100ms, errors: { 500: 100% } } }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv } } }
`,
      files: { 't.csv': traceOf('http://server/', 0, 1) },
    })
    expect(rootOf(records, 0).map(ending)).toEqual(['100ms 500 - error', '100ms 500 URX error'])
    expect(rootOf(records, 1).map(ending)).toEqual(['100ms 500 UO rejected'])
  })
})

describe('a pod is killed', () => {
  const mesh = documents(servers(2, 'server'), policyFor('server', {}))

  it("refused connections: 503 UF, and Istio's default policy retries on the other pod", async () => {
    // The news takes 100 s: until the end the proxy believes in both pods.
    const { records } = await observe({
      mesh,
      scenario: evenly('{ time: 1ms }', '[{ at: 5s500ms, kill: server-0 }]'),
      set: ['network.config-push=100s'],
    })
    // A re-pick advances the round robin, too: once the dead pod has come up, each first pick finds it.
    const refused = records.filter(({ pod, startNs }) => pod === 'server-0' && startNs > 5.5e9)
    expect(refused.length).toBeGreaterThanOrEqual(13)
    for (const first of refused) {
      expect(ending(first)).toBe('0ms 503 UF error')
      const [, second] = rootOf(records, first.request)
      expect(second).toMatchObject({ attempt: 2, pod: 'server-1', status: 200, outcome: 'ok', flags: '' })
    }
  })

  it('the endpoint leaves with the push, and nobody is refused any more', async () => {
    const { records } = await observe({
      mesh,
      scenario: evenly('{ time: 1ms }', '[{ at: 5s500ms, kill: server-0 }]'),
      set: ['network.config-push=4s'],
    })
    const toDead = records.filter(({ pod, startNs }) => pod === 'server-0' && startNs > 5.5e9)
    expect(toDead.length).toBeGreaterThan(0)
    expect(toDead.every(({ startNs }) => startNs < 9.5e9)).toBe(true)
    expect(records.filter(({ startNs }) => startNs >= 9.5e9).map(ending)).toEqual(Array(10).fill('1ms 200 - ok'))
  })

  it('a request in flight ends with 503 UC one message later, and is not retried by default', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: `
duration: 1s
workloads: { server: { time: 100ms } }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv } } }
timeline: [{ at: 50ms, kill: server-0 }]
`,
      files: { 't.csv': traceOf('http://server/', 0) },
      set: ['network.latency.same-zone=3ms'],
    })
    expect(records.map(ending)).toEqual(['53ms 503 UC error'])
  })

  it('under retryOn reset it is retried on the other pod', async () => {
    const retries = { attempts: 1, retryOn: 'reset' }
    const { records } = await observe({
      mesh: documents(mesh, ruleFor('server', { retries })),
      scenario: `
duration: 1s
workloads: { server: { time: 100ms } }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv } } }
timeline: [{ at: 50ms, kill: server-0 }]
`,
      files: { 't.csv': traceOf('http://server/', 0, 1) },
    })
    const [victim] = records.filter(({ flags }) => flags === 'UC')
    expect(victim).toMatchObject({ pod: 'server-0', endNs: 50e6, attempt: 1 })
    expect(rootOf(records, victim.request)[1]).toMatchObject({ pod: 'server-1', status: 200, outcome: 'ok' })
    expect(records).toHaveLength(3)
  })

  it('comes back after restart-after and takes requests again', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: evenly('{ time: 1ms }', '[{ at: 4s500ms, kill: server-0, restart-after: 4s }]'),
    })
    const bad = records.filter(({ status }) => status !== 200)
    // No endpoint is left: UH, from the first request after the kill to the last before the restart at 8.5 s.
    expect(bad.map(({ request }) => request)).toEqual([5, 6, 7, 8])
    expect(bad.map(ending)).toEqual(Array(4).fill('0ms 503 UH error'))
  })
})
