import { describe, expect, it } from 'vitest'
import { documents, istio } from '../compile/istio/mesh-of.ts'
import { policyFor, ruleFor, servers } from './meshes.ts'
import { ending, observe } from './records-of.ts'

const scenario = (to = 'http://server/', from = '') => `
duration: 3s
workloads: { server: { time: 10ms } }
traffic: { load: { to: ${to}, rate: 1/s, arrivals: even${from} } }
`
const three = (each: string) => Array(3).fill(each)

describe('a proxy answers by itself', () => {
  it('redirect: the code asked for, no upstream', async () => {
    const mesh = documents(
      servers(1, 'server'),
      ruleFor('server', { route: undefined, redirect: { uri: '/new', redirectCode: 302 } }),
    )
    const { records } = await observe({ mesh, scenario: scenario() })
    expect(records.map(ending)).toEqual(three('0ms 302 - ok'))
    expect(records.every(({ attempt, pod }) => attempt === 0 && pod === '')).toBe(true)
  })

  it('direct response: its status; a 4xx is an error, since no application said it', async () => {
    const answer = (status: number) =>
      documents(servers(1, 'server'), ruleFor('server', { route: undefined, directResponse: { status } }))
    const teapot = await observe({ mesh: answer(418), scenario: scenario() })
    expect(teapot.records.map(ending)).toEqual(three('0ms 418 - error'))
    const closed = await observe({ mesh: answer(503), scenario: scenario() })
    expect(closed.records.map(ending)).toEqual(three('0ms 503 - error'))
  })

  it('no route matches: 404 NR', async () => {
    const mesh = documents(servers(1, 'server'), ruleFor('server', { match: [{ uri: { prefix: '/only' } }] }))
    const { records } = await observe({ mesh, scenario: scenario('http://server/other') })
    expect(records.map(ending)).toEqual(three('0ms 404 NR error'))
  })

  it('a subset that nobody defines: 503 NC', async () => {
    const route = [{ destination: { host: 'server', subset: 'v9' } }]
    const { records } = await observe({
      mesh: documents(servers(1, 'server'), ruleFor('server', { route })),
      scenario: scenario(),
    })
    expect(records.map(ending)).toEqual(three('0ms 503 NC error'))
  })

  it('a subset without pods: 503 UH', async () => {
    const route = [{ destination: { host: 'server', subset: 'v9' } }]
    const mesh = documents(servers(1, 'server'), policyFor('server', {}, ['v9']), ruleFor('server', { route }))
    const { records } = await observe({ mesh, scenario: scenario() })
    expect(records.map(ending)).toEqual(three('0ms 503 UH error'))
  })

  it('a workload scaled to nothing: 503 UH', async () => {
    const { records } = await observe({ mesh: servers(0, 'server'), scenario: scenario() })
    expect(records.map(ending)).toEqual(three('0ms 503 UH error'))
  })
})

describe('a route forwards', () => {
  it('weights are drawn for each request, within the band of a binomial share', async () => {
    const route = [
      { destination: { host: 'one' }, weight: 90 },
      { destination: { host: 'two' }, weight: 10 },
    ]
    const { records } = await observe({
      mesh: documents(servers(1, 'server', 'one', 'two'), ruleFor('server', { route })),
      scenario: `
duration: 4s
workloads: { one: { time: 1ms }, two: { time: 1ms } }
traffic: { load: { to: http://server/, rate: 1000/s, arrivals: even } }
`,
    })
    const toTwo = records.filter(({ workload }) => workload === 'default/two').length
    expect(records.length).toBeGreaterThanOrEqual(3998)
    expect(Math.abs(toTwo / records.length - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / records.length))
    expect(records.every(({ workload }) => workload !== 'default/server')).toBe(true)
  })

  it('the first rule that matches wins: header, then the rest', async () => {
    const http = [
      { match: [{ headers: { 'end-user': { exact: 'jason' } } }], route: [{ destination: { host: 'two' } }] },
      { route: [{ destination: { host: 'one' } }] },
    ]
    const rule = istio('VirtualService', 'server', 'default', { hosts: ['server'], http })
    const { records } = await observe({
      mesh: documents(servers(1, 'server', 'one', 'two'), rule),
      scenario: `
duration: 3s
traffic:
  jason: { to: http://server/, rate: 1/s, arrivals: even, headers: { end-user: jason } }
  anna: { to: http://server/, rate: 1/s, arrivals: even, headers: { end-user: anna } }
  nobody: { to: http://server/, rate: 1/s, arrivals: even }
`,
    })
    const reached = (source: string) =>
      new Set(records.filter(each => each.source === source).map(each => each.workload))
    expect(reached('jason')).toEqual(new Set(['default/two']))
    expect(reached('anna')).toEqual(new Set(['default/one']))
    expect(reached('nobody')).toEqual(new Set(['default/one']))
  })

  it('a caller without sidecar reaches the Service itself, whatever the VirtualService says', async () => {
    const bare = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: bare }
spec:
  selector: { matchLabels: { app: bare } }
  template: { metadata: { labels: { app: bare, sidecar.istio.io/inject: "false" } }, spec: {} }
`
    const mesh = documents(
      bare,
      servers(1, 'server'),
      ruleFor('server', { route: undefined, directResponse: { status: 503 } }),
    )
    const { records } = await observe({ mesh, scenario: scenario('http://server/', ', from: bare') })
    expect(records.map(ending)).toEqual(three('10ms 200 - ok'))
  })
})
