import { describe, expect, it } from 'vitest'
import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers } from './meshes.ts'
import { observe } from './records-of.ts'

const version = (name: string) => deployment(`reviews-${name}`, { labels: { app: 'reviews', version: name } })
const SUBSETS = ['v1', 'v2']
const mesh = documents(
  version('v1'),
  version('v2'),
  service('reviews'),
  policyFor('reviews', {}, SUBSETS),
  ruleFor('reviews', { route: [{ destination: { host: 'reviews', subset: 'v1' } }] }),
)

const scenario = (timeline: string) => `
duration: 12s
workloads: { "reviews-*": { time: 1ms } }
traffic: { load: { to: http://reviews/, rate: 500/s, arrivals: even } }
timeline: ${timeline}
`

describe('shift', () => {
  it('moves the weights of subsets at its moment', async () => {
    const { records, result } = await observe({
      mesh,
      scenario: scenario(
        '[{ at: 4s, mark: half, shift: { reviews: { v1: 50, v2: 50 } } }, { at: 8s, mark: all, shift: { reviews: { v2: 100 } } }]',
      ),
    })
    const share = (fromNs: number, toNs: number) => {
      const during = records.filter(({ startNs }) => startNs >= fromNs && startNs < toNs)
      return during.filter(record => record.version === 'v2').length / during.length
    }
    expect(share(0, 4e9)).toBe(0)
    expect(Math.abs(share(4e9, 8e9) - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 2000))
    expect(share(8e9, 12e9)).toBe(1)
    const half = result.shares.filter(({ window }) => window === 'half')
    expect(half.map(({ configured }) => configured)).toEqual([0.5, 0.5])
    expect(half.map(({ requests }) => requests)).toEqual([2000, 2000])
    for (const { low, seen, high } of half) {
      expect(low).toBeLessThan(seen)
      expect(high).toBeGreaterThan(seen)
    }
  })

  it('rules with a match keep their routes', async () => {
    const http = [
      {
        match: [{ headers: { 'end-user': { exact: 'jason' } } }],
        route: [{ destination: { host: 'reviews', subset: 'v1' } }],
      },
      { route: [{ destination: { host: 'reviews', subset: 'v1' } }] },
    ]
    const { records } = await observe({
      mesh: documents(mesh, istio('VirtualService', 'reviews', 'default', { hosts: ['reviews'], http })),
      scenario: `
duration: 4s
traffic:
  jason: { to: http://reviews/, rate: 50/s, headers: { end-user: jason } }
  others: { to: http://reviews/, rate: 50/s }
timeline: [{ at: 2s, shift: { reviews: { v2: 100 } } }]
`,
    })
    const after = records.filter(({ startNs }) => startNs >= 2e9)
    const versions = (source: string) => new Set(after.filter(each => each.source === source).map(each => each.version))
    expect(versions('jason')).toEqual(new Set(['v1']))
    expect(versions('others')).toEqual(new Set(['v2']))
  })

  it('between two Services, for a blue-green cut', async () => {
    const { records } = await observe({
      mesh: documents(
        servers(1, 'shop', 'blue', 'green'),
        ruleFor('shop', { route: [{ destination: { host: 'blue' } }] }),
      ),
      scenario: `
duration: 4s
workloads: { blue: { time: 1ms }, green: { time: 1ms } }
traffic: { load: { to: http://shop/, rate: 100/s } }
timeline: [{ at: 2s, shift: { shop: { green: 100 } } }]
`,
    })
    for (const { startNs, workload } of records) {
      expect(workload).toBe(startNs < 2e9 ? 'default/blue' : 'default/green')
    }
  })
})

describe('apply', () => {
  it('brings a VirtualService that was not there', async () => {
    const { records } = await observe({
      mesh: servers(1, 'server', 'other'),
      scenario: `
duration: 4s
traffic: { load: { to: http://server/, rate: 10/s, arrivals: even } }
timeline: [{ at: 2s, apply: rule.yaml }]
`,
      files: { 'rule.yaml': ruleFor('server', { route: [{ destination: { host: 'other' } }] }) },
    })
    for (const { startNs, workload } of records) {
      expect(workload).toBe(startNs < 2e9 ? 'default/server' : 'default/other')
    }
  })

  it('brings a Deployment with more replicas, whose pods join', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'server'), policyFor('server', {})),
      scenario: `
duration: 4s
workloads: { server: { time: 1ms } }
traffic: { load: { to: http://server/, rate: 10/s, arrivals: even } }
timeline: [{ at: 2s, apply: more.yaml }]
`,
      files: { 'more.yaml': deployment('server', { replicas: 4 }) },
    })
    expect(records.every(({ status }) => status === 200)).toBe(true)
    const pods = (fromNs: number, toNs: number) =>
      new Set(records.filter(({ startNs }) => startNs >= fromNs && startNs < toNs).map(({ pod }) => pod)).size
    expect(pods(0, 2e9)).toBe(1)
    expect(pods(2e9, 4e9)).toBe(4)
  })
})
