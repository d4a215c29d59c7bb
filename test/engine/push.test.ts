import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { ruleFor, servers } from './meshes.ts'
import { ending, observe } from './records-of.ts'

const to = (host: string) => ruleFor('server', { route: [{ destination: { host } }] })
const mesh = documents(servers(10, 'caller'), servers(1, 'server', 'old', 'new'), to('old'))

const scenario = (timeline: string) => `
duration: 10s
workloads: { old: { time: 1ms }, new: { time: 1ms } }
traffic: { load: { to: http://server/, from: caller, rate: 500/s, arrivals: even } }
timeline: ${timeline}
`
const APPLY = '[{ at: 4s, apply: new.yaml }]'

describe('a configuration is pushed', () => {
  it('without delay, every proxy changes over at once', async () => {
    const { records } = await observe({ mesh, scenario: scenario(APPLY), files: { 'new.yaml': to('new') } })
    for (const { startNs, workload } of records) {
      expect(workload).toBe(startNs < 4e9 ? 'default/old' : 'default/new')
    }
  })

  it('old and new coexist: each proxy changes over once, at a moment of its own', async () => {
    const { records } = await observe({
      mesh,
      scenario: scenario(APPLY),
      files: { 'new.yaml': to('new') },
      set: ['network.config-push=uniform(1s, 3s)'],
    })
    const changes: number[] = []
    for (const proxy of new Set(records.map(record => record.proxy))) {
      const own = records.filter(record => record.proxy === proxy).toSorted((a, b) => a.startNs - b.startNs)
      const first = own.findIndex(({ workload }) => workload === 'default/new')
      expect(own.slice(0, first).every(({ workload }) => workload === 'default/old')).toBe(true)
      expect(own.slice(first).every(({ workload }) => workload === 'default/new')).toBe(true)
      changes.push(own[first].startNs)
    }
    expect(changes).toHaveLength(10)
    // A caller sends a request every 20 ms on average: a change shows soon after.
    expect(Math.min(...changes)).toBeGreaterThanOrEqual(5e9)
    expect(Math.max(...changes)).toBeLessThan(7.3e9)
    expect(new Set(changes).size).toBe(10)
  })

  it('pushes to one proxy do not overtake each other: the last one applied is what stays', async () => {
    const { records } = await observe({
      mesh,
      scenario: scenario('[{ at: 2s, apply: new.yaml }, { at: 2s100ms, apply: old.yaml }]'),
      files: { 'new.yaml': to('new'), 'old.yaml': to('old') },
      set: ['network.config-push=uniform(0s, 4s)'],
    })
    const late = records.filter(({ startNs }) => startNs > 6.1e9)
    expect(new Set(late.map(({ workload }) => workload))).toEqual(new Set(['default/old']))
  })

  it('the delays of a push are drawn again by another seed, and the same by the same', async () => {
    const changeOf = async (seed: number) => {
      const { records } = await observe({
        mesh,
        scenario: scenario(APPLY),
        files: { 'new.yaml': to('new') },
        set: ['network.config-push=uniform(1s, 3s)'],
        seed,
      })
      return records.find(({ workload }) => workload === 'default/new')?.startNs
    }
    expect(await changeOf(1)).toBe(await changeOf(1))
    expect(await changeOf(1)).not.toBe(await changeOf(2))
  })

  it('requests on their way under the old configuration end where they were sent', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'server', 'old', 'new'), to('old')),
      scenario: `
duration: 4s
workloads: { old: { time: 700ms }, new: { time: 1ms } }
traffic: { load: { to: http://server/, rate: 2/s, arrivals: even } }
timeline: [{ at: 1s600ms, apply: new.yaml }]
`,
      files: { 'new.yaml': to('new') },
    })
    const byStart = records.toSorted((a, b) => a.startNs - b.startNs)
    expect(byStart.map(ending)).toEqual([...Array(4).fill('700ms 200 - ok'), ...Array(4).fill('1ms 200 - ok')])
  })
})
