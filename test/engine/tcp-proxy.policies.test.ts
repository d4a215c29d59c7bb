import { describe, expect, it } from 'vitest'
import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { ending, observe } from './records-of.ts'
import { database, tcpPool } from './tcp-meshes.ts'

const LABELS = { istio: 'ingress' }

/** A gateway pod that passes port 31400 on to `db`. */
function gateway(tls?: object): string {
  const port = { number: 31_400, name: 'tcp', protocol: tls ? 'TLS' : 'TCP' }
  const route = [{ destination: { host: 'db', port: { number: 5432 } } }]
  return documents(
    deployment('ingress', { labels: LABELS }),
    service('ingress', 'default', { ports: [{ name: 'tcp', port: 31_400 }], selector: LABELS }),
    istio('Gateway', 'edge', 'default', {
      selector: LABELS,
      servers: [{ port, hosts: ['*'], ...(tls && { tls }) }],
    }),
    istio('VirtualService', 'db', 'default', {
      hosts: ['*'],
      gateways: ['edge'],
      tcp: [{ match: [{ port: 31_400 }], route }],
      tls: [{ match: [{ port: 31_400, sniHosts: ['db.example'] }], route }],
    }),
  )
}

const policy = (spec: object) =>
  istio('AuthorizationPolicy', 'edge', 'default', { selector: { matchLabels: LABELS }, ...spec })

interface Case {
  readonly more: readonly string[]
  readonly tls?: object
  readonly replicas?: number
}

/** Three calls from outside; per hop, in order. */
async function through({ more, tls, replicas = 1 }: Case) {
  const url = `${tls ? 'https' : 'http'}://db.example:31400/`
  const { records } = await observe({
    mesh: documents(database(replicas, tcpPool({ maxConnections: 10 })), gateway(tls), ...more),
    scenario: `
duration: 5s
workloads: {}
traffic:
  app:
    to: ${url}
    from: "gateway:default/ingress:31400"
    arrivals: { trace: t.csv }
    tcp: { duration: 1s, sent: 1kB }
`,
    files: { 't.csv': ['t,method,url', ...[0, 0.1, 0.2].map(t => `${t},GET,${url}`)].join('\n') },
  })
  const hop = (isRoot: boolean) =>
    records.filter(each => (each.proxy === 'client') === isRoot).toSorted((a, b) => a.request - b.request)
  return { outside: hop(true), inside: hop(false) }
}

const REFUSED = Array(3).fill('0ms 0 - rejected')
const SERVED = Array(3).fill('1000ms 0 - ok')
const DENY_PORT = policy({ action: 'DENY', rules: [{ to: [{ operation: { ports: ['31400'] } }] }] })

describe('policies of a gateway for TCP connections', () => {
  it('end a denied one at its first byte: no flag, rejected, no byte on the way', async () => {
    const { outside, inside } = await through({ more: [DENY_PORT] })
    expect(inside.map(ending)).toEqual(REFUSED)
    expect(outside.map(ending)).toEqual(REFUSED)
    expect(inside.map(({ sentBytes }) => sentBytes)).toEqual([0, 0, 0])
  })

  it('which has its host by then: the balancer moves on, and what it held is given back', async () => {
    const { inside } = await through({ more: [DENY_PORT], replicas: 2 })
    expect(new Set(inside.map(({ pod }) => pod)).size).toBe(2)
    expect(inside[2].pod).toBe(inside[0].pod)
  })

  it('need a rule that allows where there is one for anything', async () => {
    const other = policy({ rules: [{ to: [{ operation: { ports: ['9999'] } }] }] })
    expect((await through({ more: [other] })).inside.map(ending)).toEqual(REFUSED)
    const same = policy({ rules: [{ to: [{ operation: { ports: ['31400'] } }] }] })
    expect((await through({ more: [same] })).inside.map(ending)).toEqual(SERVED)
  })

  it('know no principal of a client in plain text, and drop rules about requests from ALLOW', async () => {
    const byName = policy({ rules: [{ from: [{ source: { principals: ['*'] } }] }] })
    expect((await through({ more: [byName] })).inside.map(ending)).toEqual(REFUSED)
    const byPath = policy({ rules: [{ to: [{ operation: { paths: ['/'] } }] }] })
    expect((await through({ more: [byPath] })).inside.map(ending)).toEqual(REFUSED)
  })

  it('look at TLS that passes through by port and server name', async () => {
    const bySni = (sni: string) =>
      policy({ action: 'DENY', rules: [{ when: [{ key: 'connection.sni', values: [sni] }] }] })
    const tls = { mode: 'PASSTHROUGH' }
    expect((await through({ more: [bySni('db.example')], tls })).outside.map(ending)).toEqual(REFUSED)
    expect((await through({ more: [bySni('other.example')], tls })).outside.map(({ outcome }) => outcome)).toEqual(
      Array(3).fill('ok'),
    )
  })

  it('leave a connection alone that has no host: UH comes first', async () => {
    const { inside } = await through({ more: [DENY_PORT], replicas: 0 })
    expect(inside.map(ending)).toEqual(Array(3).fill('0ms 0 UH error'))
  })
})
