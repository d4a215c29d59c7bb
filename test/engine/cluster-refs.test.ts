import { describe, expect, it } from 'vitest'
import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { ending, observe } from './records-of.ts'

const load = (to: string) => `
duration: 10s
workloads: { '*': { time: 1ms } }
traffic: { load: { to: '${to}', rate: 20/s, arrivals: even } }
`

const entry = (name: string, hosts: readonly string[], resolution: string) =>
  istio('ServiceEntry', name, 'default', {
    hosts,
    ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
    resolution,
  })

describe('clusters that follow the dialled address', () => {
  it('a headless Service is any of its pods that DNS gives', async () => {
    const mesh = documents(deployment('db', { replicas: 2 }), service('db', 'default', { clusterIP: 'None' }))
    const { records } = await observe({ mesh, scenario: load('http://db/') })
    expect(new Set(records.map(ending))).toEqual(new Set(['1ms 200 - ok']))
    const pods = records.map(({ pod }) => pod)
    expect(new Set(pods)).toEqual(new Set(['db-0', 'db-1']))
    expect(new Set(records.map(({ to }) => to))).toEqual(new Set(['default/db']))
  })

  it('without a ready pod there is nobody to dial', async () => {
    const mesh = documents(deployment('db', { replicas: 0 }), service('db', 'default', { clusterIP: 'None' }))
    const { records } = await observe({ mesh, scenario: load('http://db/') })
    expect(new Set(records.map(({ outcome }) => outcome))).toEqual(new Set(['error']))
  })

  it.each([
    ['NONE', ['far.example']],
    ['NONE', ['*.example']],
    ['DYNAMIC_DNS', ['far.example']],
    ['DYNAMIC_DNS', ['*.example']],
  ])('a host outside with resolution %s of %s is the one that the request names', async (resolution, hosts) => {
    const mesh = documents(entry('far', hosts, resolution), service('other'))
    const { records } = await observe({ mesh, scenario: load('http://far.example/') })
    expect(records.length).toBeGreaterThan(100)
    expect(new Set(records.map(({ pod, to, status }) => `${pod} ${to} ${status}`))).toEqual(
      new Set(['far.example far.example 200']),
    )
  })

  it('behind one star each host is a destination of its own', async () => {
    const mesh = documents(entry('far', ['*.example'], 'NONE'), service('other'))
    const scenario = `
duration: 2s
workloads: { '*': { time: 1ms } }
traffic:
  a: { to: http://a.example/, rate: 10/s, arrivals: even }
  b: { to: http://b.example/, rate: 10/s, arrivals: even }
`
    const { records } = await observe({ mesh, scenario })
    expect(new Set(records.map(({ source, pod }) => `${source} ${pod}`))).toEqual(
      new Set(['a a.example', 'b b.example']),
    )
  })

  it('where nothing unknown may be called, it is not', async () => {
    const sidecar = istio('Sidecar', 'default', 'default', {
      egress: [{ hosts: ['*/*'] }],
      outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' },
    })
    const { records } = await observe({
      mesh: documents(sidecar, service('other')),
      scenario: load('http://far.example:8081/'),
    })
    expect(records.filter(({ status }) => status === 200)).toEqual([])
  })
})
