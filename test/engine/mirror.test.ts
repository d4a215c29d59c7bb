import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { ruleFor, servers } from './meshes.ts'
import { ending, observe } from './records-of.ts'

function mirrored(percent: number, server = '{ time: 5ms }', copy = '{ time: 200ms, errors: { 500: 100% } }') {
  const rule = { mirror: { host: 'copy' }, mirrorPercentage: { value: percent } }
  return observe({
    mesh: documents(servers(1, 'server', 'copy'), ruleFor('server', rule)),
    scenario: `
duration: 10s
workloads: { server: ${server}, copy: ${copy} }
traffic: { load: { to: http://server/, rate: 100/s, arrivals: even } }
`,
  })
}

describe('mirrored requests', () => {
  it('are measured as a hop of their own, and nobody waits for them', async () => {
    const { records, result } = await mirrored(100)
    const own = records.filter(({ workload }) => workload === 'default/server')
    const copies = records.filter(({ workload }) => workload === 'default/copy')
    expect(own.map(ending)).toEqual(Array(1000).fill('5ms 200 - ok'))
    // The last one that is answered starts at 9.8 s.
    expect(copies).toHaveLength(981)
    expect(new Set(copies.map(ending))).toEqual(new Set(['200ms 500 - error']))
    expect(copies.every(({ to }) => to === 'default/copy (mirror)')).toBe(true)
    expect(result.requests).toEqual({ born: 1000, answered: 1000, inFlight: 0 })
  })

  it('have an address of their own beside the hop that they copy', async () => {
    const { records } = await mirrored(100)
    const copies = records.filter(({ workload }) => workload === 'default/copy')
    expect(copies.map(({ request }) => request)).toEqual(copies.map((_, i) => i))
    expect(copies.every(({ hop }) => hop !== 0)).toBe(true)
  })

  it('have the timeout of the route', async () => {
    const rule = { timeout: '0.05s', mirror: { host: 'copy' } }
    const { records } = await observe({
      mesh: documents(servers(1, 'server', 'copy'), ruleFor('server', rule)),
      scenario: `
duration: 3s
workloads: { server: { time: 5ms }, copy: { time: 200ms } }
traffic: { load: { to: http://server/, rate: 1/s, arrivals: even } }
`,
    })
    const copies = records.filter(({ workload }) => workload === 'default/copy')
    expect(copies.map(ending)).toEqual(Array(3).fill('50ms 504 UT timeout'))
  })

  it('are a drawn share of the requests', async () => {
    const { records } = await mirrored(25)
    const copies = records.filter(({ workload }) => workload === 'default/copy').length
    expect(Math.abs(copies / 981 - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / 981))
  })

  it('are not retried, though the rule retries', async () => {
    const { records } = await mirrored(100)
    expect(records.every(({ attempt }) => attempt === 1)).toBe(true)
  })
})
