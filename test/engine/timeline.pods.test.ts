import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { policyFor, servers, traceOf } from './meshes.ts'
import { ending, observe } from './records-of.ts'

const mesh = documents(servers(2, 'server'), policyFor('server', {}))
const scenario = (timeline: string, server = 'time: 1ms', rate = '10/s') => `
duration: 20s
workloads: { server: { ${server} } }
traffic: { load: { to: http://server/, rate: ${rate}, arrivals: even } }
timeline: ${timeline}
`

describe('scale', () => {
  it('up: a new pod takes requests once it is ready, and is slow until it is warm', async () => {
    const { records } = await observe({
      mesh,
      scenario: scenario(
        '[{ at: 5s, scale: { server: 3 } }]',
        'time: 1ms, cold-start: { ready-after: 2s, slow: x4, for: 3s }',
      ),
    })
    const fresh = records.filter(({ pod }) => pod === 'server-2')
    const [first] = fresh
    // Ready at 7 s; three pods in turn at ten requests a second.
    expect(first.startNs).toBeGreaterThanOrEqual(7e9)
    expect(first.startNs).toBeLessThanOrEqual(7.3e9)
    for (const record of fresh) expect(ending(record)).toBe(record.startNs < 10e9 ? '4ms 200 - ok' : '1ms 200 - ok')
    const old = records.filter(({ pod }) => pod !== 'server-2')
    expect(new Set(old.map(ending))).toEqual(new Set(['1ms 200 - ok']))
  })

  it('down: the last pods go, and no request suffers', async () => {
    const { records } = await observe({
      mesh: documents(servers(3, 'server'), policyFor('server', {})),
      scenario: scenario('[{ at: 5s, scale: { server: 1 } }]', 'time: 250ms'),
    })
    expect(new Set(records.map(ending))).toEqual(new Set(['250ms 200 - ok']))
    const podsBetween = (fromNs: number, toNs: number) =>
      new Set(records.filter(({ startNs }) => startNs >= fromNs && startNs < toNs).map(({ pod }) => pod))
    expect(podsBetween(0, 5e9).size).toBe(3)
    expect(podsBetween(5e9, 20e9)).toEqual(new Set(['server-0']))
  })
})

describe('drain', () => {
  it('the pod finishes what it has, gets nothing more, and nobody sees an error', async () => {
    const { records } = await observe({
      mesh,
      scenario: scenario('[{ at: 5s, drain: server-0 }]', 'time: 1500ms'),
    })
    expect(new Set(records.map(ending))).toEqual(new Set(['1500ms 200 - ok']))
    const drained = records.filter(({ pod }) => pod === 'server-0')
    expect(drained.every(({ startNs }) => startNs < 5e9)).toBe(true)
    expect(drained.some(({ endNs }) => endNs > 6e9)).toBe(true)
  })

  it('while the news is on its way, callers still send, and are still served', async () => {
    const { records } = await observe({
      mesh,
      scenario: scenario('[{ at: 5s, drain: server-0 }]'),
      set: ['network.config-push=2s'],
    })
    expect(records.every(({ status }) => status === 200)).toBe(true)
    const last = Math.max(...records.filter(({ pod }) => pod === 'server-0').map(({ startNs }) => startNs))
    expect(last).toBeGreaterThan(6.7e9)
    expect(last).toBeLessThanOrEqual(7e9)
  })

  it('after 30 s of grace what is still running is cut off', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: `
duration: 60s
workloads: { server: { time: 50s } }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv }, timeout: none } }
timeline: [{ at: 5s, drain: server }]
`,
      files: { 't.csv': traceOf('http://server/', 0) },
    })
    expect(records.map(ending)).toEqual(['35000ms 503 UC error'])
  })

  it('drained again after its return, it has the whole grace once more', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: `
duration: 60s
workloads: { server: { time: 25s } }
traffic: { load: { to: http://server/, arrivals: { trace: t.csv }, timeout: none } }
timeline: [{ at: 5s, drain: server, restart-after: 5s }, { at: 20s, drain: server }]
`,
      files: { 't.csv': traceOf('http://server/', 19_000) },
    })
    expect(records.map(ending)).toEqual(['25000ms 200 - ok'])
  })

  it('restart-after brings the pod back', async () => {
    const { records } = await observe({
      mesh,
      scenario: scenario('[{ at: 5s, drain: server-0, restart-after: 3s }]'),
    })
    expect(records.every(({ status }) => status === 200)).toBe(true)
    const away = records.filter(({ startNs }) => startNs >= 5e9 && startNs < 8e9)
    expect(new Set(away.map(({ pod }) => pod))).toEqual(new Set(['server-1']))
    const back = records.filter(({ startNs }) => startNs > 8e9)
    expect(new Set(back.map(({ pod }) => pod)).size).toBe(2)
  })
})

describe('kill', () => {
  it('of several workloads: each comes back after its own cold start', async () => {
    const { records } = await observe({
      mesh: servers(1, 's-cold', 's-warm'),
      scenario: `
duration: 12s
workloads:
  s-cold: { time: 1ms, cold-start: { ready-after: 2s, slow: x1, for: 0s } }
  s-warm: { time: 1ms }
traffic:
  cold: { to: http://s-cold/, rate: 10/s, arrivals: even }
  warm: { to: http://s-warm/, rate: 10/s, arrivals: even }
timeline: [{ at: 5s, kill: "s-*", restart-after: 1s }]
`,
    })
    const firstAfter = (workload: string) =>
      Math.min(
        ...records
          .filter(record => record.source === workload && record.status === 200 && record.startNs > 5.1e9)
          .map(({ startNs }) => startNs),
      )
    expect(firstAfter('warm')).toBeLessThan(6.2e9)
    expect(firstAfter('cold')).toBeGreaterThanOrEqual(8e9)
    expect(firstAfter('cold')).toBeLessThan(8.2e9)
  })

  it('a pod that is dead does not count as an idle one', async () => {
    const { result } = await observe({
      mesh,
      scenario: scenario('[{ at: 10s, kill: server-1 }]', 'time: 100ms, concurrency: 1'),
    })
    const whole = Object.fromEntries(result.pods.map(({ pod, utilisationMean }) => [pod, utilisationMean]))
    // Five requests a second of 100 ms each; server-0 has all ten from 10 s on.
    expect(whole['server-1']).toBeCloseTo(0.5, 1)
    expect(whole['server-0']).toBeCloseTo(0.75, 1)
  })

  it('a pod that is scaled away in the meantime does not come back', async () => {
    const { records } = await observe({
      mesh: documents(servers(3, 'server'), policyFor('server', {})),
      scenario: scenario('[{ at: 2s, kill: server, restart-after: 3s }, { at: 3s, scale: { server: 1 } }]'),
    })
    const back = records.filter(({ startNs, status }) => startNs > 5e9 && status === 200)
    expect(new Set(back.map(({ pod }) => pod))).toEqual(new Set(['server-0']))
  })
})

describe('slow', () => {
  it('service times grow by the factor, for a while', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: scenario('[{ at: 5s, slow: server, by: x3, for: 5s }]', 'time: 10ms'),
    })
    for (const record of records) {
      const slow = record.startNs >= 5e9 && record.startNs < 10e9
      expect(ending(record)).toBe(slow ? '30ms 200 - ok' : '10ms 200 - ok')
    }
    expect(records).toHaveLength(200)
  })

  it('only the pod that was named', async () => {
    const { records } = await observe({
      mesh,
      scenario: scenario('[{ at: 0s, slow: server-1, by: x3 }]', 'time: 10ms'),
    })
    for (const record of records) expect(ending(record)).toBe(`${record.pod === 'server-1' ? 30 : 10}ms 200 - ok`)
  })

  it('a share of the pods: the lowest-numbered first', async () => {
    const { records } = await observe({
      mesh: documents(servers(4, 'server'), policyFor('server', {})),
      scenario: scenario('[{ at: 0s, slow: { workload: server, pods: 50% }, by: x2 }]', 'time: 10ms'),
    })
    const slow = new Set(records.filter(({ endNs, startNs }) => endNs - startNs === 20e6).map(({ pod }) => pod))
    expect(slow).toEqual(new Set(['server-0', 'server-1']))
  })
})

describe('black hole', () => {
  it('accepts and never answers: the caller waits until its timeout, until the hole closes', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server'),
      scenario: scenario('[{ at: 5s, black-hole: server, for: 5s }]').replace(
        'arrivals: even',
        'arrivals: even, timeout: 100ms',
      ),
    })
    for (const record of records) {
      const lost = record.startNs >= 5e9 && record.startNs < 9.9e9
      if (record.startNs < 9.9e9 || record.startNs >= 10e9) {
        expect(ending(record)).toBe(lost ? '100ms 0 DC timeout' : '1ms 200 - ok')
      }
    }
    expect(records).toHaveLength(200)
  })
})
