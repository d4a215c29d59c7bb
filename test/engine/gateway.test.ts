import { describe, expect, it } from 'vitest'
import { documents, istio } from '../compile/istio/mesh-of.ts'
import { entryTo, servers, traceOf } from './meshes.ts'
import { ending, observe } from './records-of.ts'

const scenario = (url = 'http://shop.example/') => `
duration: 3s
workloads: { server: { time: 10ms } }
traffic: { load: { to: ${url}, rate: 1/s, arrivals: even } }
`
const far = ['network.latency.client=20ms', 'network.latency.same-zone=1ms']

describe('clients outside keep their connections', () => {
  it('but none on which a request was given up', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server'))
    const { records } = await observe({
      mesh,
      scenario: `
duration: 20s
workloads: { server: { time: 1s } }
traffic: { load: { to: http://shop.example/, rate: 1/s, arrivals: even, timeout: 100ms } }
`,
    })
    // Each request opens another connection to one of two pods: all on one has a chance of 2^-18.
    expect(new Set(records.filter(({ hop }) => hop === 0).map(({ pod }) => pod)).size).toBe(2)
  })

  it('but none to a gateway pod that was started anew', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server'))
    const { records } = await observe({
      mesh,
      scenario: `
duration: 20s
workloads: { server: { time: 10ms } }
traffic: { load: { to: http://shop.example/, arrivals: { trace: t.csv } } }
timeline: [{ at: 5s, kill: istio-ingressgateway-0, restart-after: 1s }]
`,
      files: {
        't.csv': traceOf('http://shop.example/', ...Array<number>(40).fill(0), ...Array<number>(40).fill(7000)),
      },
    })
    const toOther = (fromNs: number, toNs: number) =>
      records.filter(
        ({ hop, pod, startNs }) => hop === 0 && pod === 'istio-ingressgateway-1' && startNs >= fromNs && startNs < toNs,
      ).length
    // Forty connections at once. Those to the other pod live on; for each of the rest a pod is drawn again, with a chance of
    // 2^-20 or so that this is the new one every time.
    expect(toOther(0, 1e9)).toBeLessThan(40)
    expect(toOther(7e9, 8e9)).toBeGreaterThan(toOther(0, 1e9))
  })

  it('but none to a gateway pod that drains', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server'))
    const { records } = await observe({
      mesh,
      scenario: `
duration: 20s
workloads: { server: { time: 10ms } }
traffic: { load: { to: http://shop.example/, rate: 20/s, arrivals: even } }
timeline: [{ at: 5s, drain: istio-ingressgateway-0 }, { at: 12s, drain: istio-ingressgateway-1, restart-after: 1s }]
`,
    })
    const podsBetween = (fromNs: number, toNs: number) =>
      new Set(
        records.filter(({ hop, startNs }) => hop === 0 && startNs >= fromNs && startNs < toNs).map(({ pod }) => pod),
      )
    expect(podsBetween(5e9, 12e9)).toEqual(new Set(['istio-ingressgateway-1']))
    // Nobody is there to take the connection.
    expect(podsBetween(12e9, 13e9)).toEqual(new Set(['']))
  })
})

describe('a request enters by the gateway that serves its host', () => {
  it('passes through it: two hops, the gateway calls the server', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server'))
    const { records, result } = await observe({ mesh, scenario: scenario(), set: far })
    const [inner, outer] = records.slice(2, 4)
    expect(inner).toMatchObject({ request: 1, workload: 'default/server', pod: 'server-0', status: 200 })
    expect(inner.proxy).toMatch(/^istio-ingressgateway-\d$/)
    expect(inner.hop).not.toBe(0)
    expect(outer).toMatchObject({ request: 1, hop: 0, proxy: 'client', workload: 'istio-system/istio-ingressgateway' })
    expect(outer.pod).toBe(inner.proxy)
    // 20 ms to the gateway and back; 1 ms to the server and back, on a connection that is open already.
    expect(ending(inner)).toBe('12ms 200 - ok')
    expect(ending(outer)).toBe('52ms 200 - ok')
    expect(inner.startNs - outer.startNs).toBe(20e6)
    expect(new Set(result.hops.map(({ at, atGateway }) => `${at} ${atGateway}`))).toEqual(
      new Set(['client false', 'istio-system/istio-ingressgateway true']),
    )
  })

  it('the first request over a connection waits for TCP and TLS: two round trips more', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server'))
    const { records } = await observe({ mesh, scenario: scenario(), set: far })
    expect(records[0].endNs - records[0].startNs).toBe(16e6)
  })

  it('a proxy takes its time: one traversal at the gateway, one at the server', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server'))
    const { records } = await observe({ mesh, scenario: scenario(), set: ['network.sidecar=3ms'] })
    expect(records.filter(({ hop }) => hop === 0).map(ending)).toEqual(Array(3).fill('16ms 200 - ok'))
  })

  it('the gateway answers by itself: 404 NR is an error to the client, too', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server', { match: [{ uri: { exact: '/only' } }] }))
    const { records } = await observe({ mesh, scenario: scenario('http://shop.example/other') })
    expect(records.filter(({ hop }) => hop !== 0).map(ending)).toEqual(Array(3).fill('0ms 404 NR error'))
    expect(records.filter(({ hop }) => hop === 0).map(ending)).toEqual(Array(3).fill('0ms 404 - error'))
  })

  it('the verdict of the gateway is passed on: its timeout is the timeout of the client', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server', { timeout: '0.005s' }))
    const { records } = await observe({ mesh, scenario: scenario() })
    expect(records.filter(({ hop }) => hop !== 0).map(ending)).toEqual(Array(3).fill('5ms 504 UT timeout'))
    expect(records.filter(({ hop }) => hop === 0).map(ending)).toEqual(Array(3).fill('5ms 504 - timeout'))
  })

  it('a client that gives up while the answer is on its way has seen no answer', async () => {
    // The gateway answers at 31 ms, the client hears of it at 51 ms and gives up at 45 ms.
    const mesh = documents(servers(1, 'server'), entryTo('server'))
    const { records } = await observe({
      mesh,
      scenario: scenario().replace('arrivals: even', 'arrivals: even, timeout: 45ms'),
      set: ['network.latency.client=20ms'],
    })
    expect(records.filter(({ hop }) => hop !== 0).map(ending)).toEqual(Array(3).fill('10ms 200 - ok'))
    expect(records.filter(({ hop }) => hop === 0).map(ending)).toEqual(Array(3).fill('45ms 0 DC timeout'))
  })

  it('a client that gives up takes the call of the gateway with it, but not the work of the server', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server'))
    const { records } = await observe({
      mesh,
      scenario: scenario()
        .replace('10ms', '700ms, concurrency: 1')
        .replace('arrivals: even', 'arrivals: even, timeout: 100ms'),
    })
    // Each second a request, given up after 100 ms; the server is busy for 700 ms all the same.
    expect(records.filter(({ hop }) => hop !== 0).map(ending)).toEqual(Array(3).fill('100ms 0 DC timeout'))
    expect(records.filter(({ hop }) => hop === 0).map(ending)).toEqual(Array(3).fill('100ms 0 DC timeout'))
  })

  it('a host that no Gateway serves is called by the stand-in client', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server'))
    const { records, result } = await observe({ mesh, scenario: scenario('http://server/') })
    expect(new Set(records.map(({ proxy }) => proxy))).toEqual(new Set(['client-0']))
    expect(result.mesh.assumed.some(sentence => sentence.startsWith('default/client'))).toBe(true)
  })

  it('keep-alive: requests one after the other use one connection, hence one gateway pod', async () => {
    const mesh = documents(servers(1, 'server'), entryTo('server'))
    const { records } = await observe({ mesh, scenario: scenario().replace('3s', '30s') })
    const pods = records.filter(({ hop }) => hop === 0).map(({ pod }) => pod)
    expect(pods).toHaveLength(30)
    expect(new Set(pods).size).toBe(1)
  })
})

describe('egress through a gateway of its own', () => {
  const EXTERNAL = istio('ServiceEntry', 'partner', 'default', {
    hosts: ['api.partner.example'],
    location: 'MESH_EXTERNAL',
    resolution: 'STATIC',
    ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
    endpoints: [{ address: '198.51.100.7' }],
  })
  const EGRESS = istio('Gateway', 'egress', 'istio-system', {
    selector: { istio: 'egressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['api.partner.example'] }],
  })
  const EGRESS_HOST = 'istio-egressgateway.istio-system.svc.cluster.local'
  const VIA = istio('VirtualService', 'via-egress', 'default', {
    hosts: ['api.partner.example'],
    gateways: ['mesh', 'istio-system/egress'],
    http: [
      {
        match: [{ gateways: ['mesh'], port: 80 }],
        route: [{ destination: { host: EGRESS_HOST, port: { number: 80 } } }],
      },
      {
        match: [{ gateways: ['istio-system/egress'], port: 80 }],
        route: [{ destination: { host: 'api.partner.example', port: { number: 80 } } }],
      },
    ],
  })

  it('the application calls the partner: one hop to the gateway, one from there out', async () => {
    const { records } = await observe({
      mesh: documents(servers(1, 'app'), EXTERNAL, EGRESS, VIA),
      scenario: `
duration: 1s
workloads:
  app: { time: 1ms, calls: [http://api.partner.example/] }
  partner: { time: 40ms }
traffic: { load: { to: http://app/, arrivals: { trace: t.csv } } }
`,
      files: { 't.csv': traceOf('http://app/', 0) },
    })
    const trail = records.map(({ proxy, workload }) => `${proxy.replace(/-\d$/, '')} -> ${workload}`)
    expect(trail).toEqual([
      'istio-egressgateway -> default/partner',
      'app -> istio-system/istio-egressgateway',
      'client -> default/app',
    ])
    expect(records.map(ending)).toEqual(['40ms 200 - ok', '40ms 200 - ok', '41ms 200 - ok'])
  })
})
