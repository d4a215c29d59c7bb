import { describe, expect, it } from 'vitest'
import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { ending, observe } from './records-of.ts'
import { database, tcpPool } from './tcp-meshes.ts'

const LABELS = { istio: 'edge' }
const GATEWAY = documents(
  deployment('edge', { labels: LABELS }),
  service('edge', 'default', { selector: LABELS, ports: [{ name: 'tcp', port: 31_400 }] }),
  istio('Gateway', 'edge', 'default', {
    selector: LABELS,
    servers: [{ port: { number: 31_400, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] }],
  }),
  istio('VirtualService', 'db', 'default', {
    hosts: ['*'],
    gateways: ['edge'],
    tcp: [{ route: [{ destination: { host: 'db', port: { number: 5432 } } }] }],
  }),
)

interface Case {
  readonly tcp: string
  readonly timeline: string
  /** At the proxy of the caller, and at the gateway. */
  readonly callerIdle?: string
  readonly gatewayIdle?: string
}

/** One connection from 0 s on, from `shop` over the gateway to `db`: how each half of it ended, and what it carried. */
async function call({ tcp, timeline, callerIdle, gatewayIdle }: Case) {
  const idle = (idleTimeout: string | undefined) => (idleTimeout === undefined ? {} : { idleTimeout })
  const toGateway = istio('DestinationRule', 'edge', 'default', {
    host: 'edge',
    trafficPolicy: { connectionPool: { tcp: { connectTimeout: '1s', ...idle(callerIdle) } } },
  })
  const { records } = await observe({
    mesh: documents(database(1, tcpPool({ connectTimeout: '1s', ...idle(gatewayIdle) })), GATEWAY, toGateway),
    scenario: `
duration: 4h
workloads: {}
traffic: { app: { to: http://edge:31400/, from: shop, arrivals: { trace: t.csv }, tcp: ${tcp} } }
timeline: [${timeline}]
`,
    files: { 't.csv': 't,method,url\n0,GET,http://edge:31400/\n' },
  })
  expect(records).toHaveLength(2)
  const half = (proxy: string) => records.filter(each => each.proxy === proxy)
  const bytes = records.map(({ sentBytes = 0, receivedBytes = 0 }) => sentBytes + receivedBytes)
  return { client: half('shop-0').map(ending), gateway: half('edge-0').map(ending), bytes }
}

const ahead = (more = '') => `{ at: 4s, cut: { from: shop, to: edge }${more} }`
const behind = (more = '') => `{ at: 4s, cut: { from: edge, to: db }${more} }`
const talking = (duration: string) => `{ duration: ${duration}, sent: 16kB }`
const listening = (duration: string) => `{ duration: ${duration}, received: 16kB }`

describe('a TCP connection through a gateway whose client is cut off', () => {
  it('does not notice a cut that is over before its end', async () => {
    const { client, gateway, bytes } = await call({ tcp: talking('8s'), timeline: ahead(', for: 2s') })
    expect([client, gateway]).toEqual([['8000ms 0 - ok'], ['8000ms 0 - ok']])
    expect(bytes).toEqual([16_000, 16_000])
  })

  it('goes on at a gateway that gets no byte until its own idle timeout, an hour if none is set', async () => {
    // The caller sends, so that its kernel gives up after 924.6 s; the gateway does not hear of it.
    const { client, gateway } = await call({ tcp: talking('3h'), timeline: ahead() })
    expect([client, gateway]).toEqual([['928600ms 0 - error'], ['3604000ms 0 - timeout']])
    const short = await call({ tcp: talking('3h'), timeline: ahead(), gatewayIdle: '10s' })
    expect([short.client, short.gateway]).toEqual([['928600ms 0 - error'], ['14000ms 0 - timeout']])
  })

  it('ends at a gateway that passes on what the server sends when its kernel gives up', async () => {
    const { client, gateway } = await call({ tcp: listening('3h'), timeline: ahead(), gatewayIdle: '10s' })
    expect([client, gateway]).toEqual([['3604000ms 0 - timeout'], ['928600ms 0 - error']])
  })

  it('ends at the gateway, if its caller is gone, when the cut is over', async () => {
    const { client, gateway, bytes } = await call({
      tcp: listening('60s'),
      timeline: ahead(', for: 20s'),
      callerIdle: '5s',
    })
    expect([client, gateway]).toEqual([['9000ms 0 - timeout'], ['24000ms 0 - timeout']])
    // 4 of 60 s, rounded down, on either half.
    expect(bytes).toEqual([1066, 1066])
  })

  it('ends with its server all the same, which its client learns when the cut is over', async () => {
    const { client, gateway } = await call({ tcp: listening('8s'), timeline: ahead(', for: 10s') })
    expect([client, gateway]).toEqual([['14000ms 0 - ok'], ['8000ms 0 - ok']])
  })
})

describe('a TCP connection that is cut behind a gateway', () => {
  it('is silent for its caller, too, whose idle timeout ends both halves', async () => {
    const { client, gateway } = await call({ tcp: listening('60s'), timeline: behind(), callerIdle: '5s' })
    expect([client, gateway]).toEqual([['9000ms 0 - timeout'], ['9000ms 0 - timeout']])
  })

  it('is not idle while its caller sends: the kernel of the gateway gives up', async () => {
    const { client, gateway } = await call({
      tcp: talking('3h'),
      timeline: behind(),
      callerIdle: '5s',
      gatewayIdle: '5s',
    })
    expect([client, gateway]).toEqual([['928600ms 0 - error'], ['928600ms 0 - error']])
  })

  it('goes on when all of its way is whole again', async () => {
    const timeline = `${ahead(', for: 2s')}, ${behind(', for: 4s')}`
    const { client, gateway } = await call({ tcp: listening('30s'), timeline, callerIdle: '3s', gatewayIdle: '10s' })
    // By then the gateway hears of its caller.
    expect([client, gateway]).toEqual([['7000ms 0 - timeout'], ['7000ms 0 - timeout']])
    const patient = await call({ tcp: listening('30s'), timeline, callerIdle: '5s' })
    expect([patient.client, patient.gateway]).toEqual([['30000ms 0 - ok'], ['30000ms 0 - ok']])
  })
})
