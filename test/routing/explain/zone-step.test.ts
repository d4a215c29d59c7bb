import { describe, expect, it } from 'vitest'
import { deployment, documents, istio, service } from '../../compile/istio/mesh-of.ts'
import { explain, lines } from './ask.ts'

const DISCOVERS = 'proxyMetadata: { ISTIO_META_ENABLE_SELF_DISCOVERY: "true" }'

interface Mesh {
  readonly knowsItself?: boolean
  /** Pods in the zones r/a (where the explained caller is), r/b and r/c. */
  readonly callers?: readonly number[]
  readonly servers?: readonly number[]
  readonly loadBalancer?: object
}

async function trail({ knowsItself = true, callers = [4, 1, 1], servers = [3, 2, 1], loadBalancer }: Mesh) {
  const shop = JSON.parse(deployment('shop', { replicas: callers.reduce((a, b) => a + b) }))
  if (knowsItself) shop.spec.template.metadata.annotations = { 'proxy.istio.io/config': DISCOVERS }
  const mesh = documents(
    JSON.stringify(shop),
    service('shop'),
    deployment('web', { replicas: servers.reduce((a, b) => a + b) }),
    service('web'),
    ...(loadBalancer
      ? [istio('DestinationRule', 'web', 'default', { host: 'web', trafficPolicy: { loadBalancer } })]
      : []),
  )
  const set = [
    'topology.zones=[r/a, r/b, r/c]',
    `topology.spread={ shop: [${callers.join()}], web: [${servers.join()}] }`,
  ]
  const { hops } = await explain({ 'mesh.yaml': mesh }, { from: 'shop', url: 'http://web/', set })
  return lines(hops[0])
    .map(line => line.trim())
    .filter(line => line.startsWith('zones |') || line.startsWith('priority'))
}

describe('zones of a caller that knows its own workload', () => {
  it('tell which part of the requests stays and where the rest goes, and so do the endpoints', async () => {
    // Two thirds of the callers and half of the servers are at home: three quarters stay. Only r/b has room.
    const [zones, ...endpoints] = await trail({})
    expect(zones).toBe('zones | 75% to r/a, 25% to r/b, 0% to r/c')
    expect(endpoints.map(line => /(r\/.):.*; (.*) \|/.exec(line)?.slice(1))).toEqual([
      ['r/a', '75% of the requests'],
      ['r/b', '25% of the requests'],
      ['r/c', 'no requests'],
    ])
  })

  it.each<[string, Mesh]>([
    ['5 healthy endpoints are fewer than 6', { servers: [3, 1, 1] }],
    ['6 healthy endpoints are fewer than 7', { loadBalancer: { zoneAwareLbSetting: { minClusterSize: 7 } } }],
    ['zoneAwareLbSetting is not enabled', { loadBalancer: { zoneAwareLbSetting: { enabled: false } } }],
    ['all endpoints of the first priority are in one', { servers: [6, 0, 0] }],
    ["all pods of the caller's workload that a Service lists are in one", { callers: [3, 0, 0] }],
    [
      'a hash table takes no notice of them',
      { loadBalancer: { consistentHash: { httpHeaderName: 'x' }, zoneAwareLbSetting: {} } },
    ],
    [
      'the proxy does not discover its own workload (ISTIO_META_ENABLE_SELF_DISCOVERY)',
      { knowsItself: false, loadBalancer: { zoneAwareLbSetting: {} } },
    ],
  ])('make no difference: %s', async (why, mesh) => {
    const [zones, ...endpoints] = await trail(mesh)
    expect(zones).toContain(`zones | make no difference: ${why}`)
    expect(endpoints.length).toBeGreaterThan(0)
  })

  it('are not mentioned where nobody asked for them', async () => {
    expect((await trail({ knowsItself: false })).filter(line => line.startsWith('zones'))).toEqual([])
  })
})
