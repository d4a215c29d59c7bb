import { describe, expect, it } from 'vitest'
import { documents, istio } from '../compile/istio/mesh-of.ts'
import { entryTo, servers } from './meshes.ts'
import { observe } from './records-of.ts'

const PODS = 5
const MESH = documents(
  servers(PODS, 'server'),
  entryTo('server'),
  istio('DestinationRule', 'server', 'default', {
    host: 'server',
    trafficPolicy: { loadBalancer: { consistentHash: { useSourceIp: true } } },
  }),
)

/** Pods that the gateways reached, in order of the requests. */
async function reached(traffic: string, more = ''): Promise<readonly string[]> {
  const { records } = await observe({
    mesh: documents(MESH, ...(more === '' ? [] : [more])),
    scenario: `
duration: 10s
workloads: { server: { time: 1ms, concurrency: 100 } }
traffic: { load: { to: http://shop.example/, ${traffic} } }
`,
  })
  return records.filter(({ hop }) => hop !== 0).map(({ pod }) => pod)
}

/** The mesh's settings with so many trusted proxies in front of its gateways. */
const trusting = (numTrustedProxies: number) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'istio', namespace: 'istio-system' },
    data: { mesh: JSON.stringify({ defaultConfig: { gatewayTopology: { numTrustedProxies } } }) },
  })

describe('clients outside, hashed by address', () => {
  it('a user keeps to one server, behind whichever gateway pod', async () => {
    const pods = await reached('users: 1, think: 100ms')
    expect(pods.length).toBeGreaterThan(50)
    expect(new Set(pods).size).toBe(1)
  })

  it('users differ', async () => {
    // Twenty addresses on five pods: all on one has a chance of 5^-19.
    expect(new Set(await reached('users: 20, think: 100ms')).size).toBeGreaterThan(1)
  })

  it('one after the other over one connection is one client', async () => {
    expect(new Set(await reached('rate: 10/s, arrivals: even')).size).toBe(1)
  })

  it('x-forwarded-for counts where a trusted proxy wrote it', async () => {
    const addresses = Array.from({ length: 20 }, (_, i) => `"192.0.2.${i}": 1`).join(', ')
    const traffic = `users: 1, think: 50ms, headers: { x-forwarded-for: { ${addresses} } }`
    expect(new Set(await reached(traffic)).size).toBe(1)
    expect(new Set(await reached(traffic, trusting(1))).size).toBeGreaterThan(1)
  })
})
