import { describe, expect, it } from 'vitest'
import { documents, istio } from '../mesh-of.ts'
import { tablesOf } from '../tables-of.ts'

const PROXY = { kind: 'gateway', namespace: 'istio-system', labels: { istio: 'ingressgateway' } } as const
const CERT = { mode: 'SIMPLE', credentialName: 'cert' }

const server = (protocol: string, number: number, host: string, more: object = {}) => ({
  port: { number, name: `${protocol.toLowerCase()}-${number}`, protocol },
  hosts: [host],
  ...more,
})
const made = (...servers: readonly object[]) =>
  tablesOf(documents(istio('Gateway', 'g', 'default', { selector: { istio: 'ingressgateway' }, servers })), PROXY)
const chainsOf = (tables: ReturnType<typeof made>, port: number) =>
  tables
    .connect({ host: 'any.example', port })
    .listener?.filterChains.map(({ match, filter }) => [
      match.serverNames.join(),
      filter.kind === 'http' ? filter.routeConfig : filter.clusters.map(({ cluster }) => cluster).join(),
    ])

// Each follows a branch of istiod's mergeGateways (pilot/pkg/model/gateway.go).
describe('servers of one port', () => {
  it('join in plain text behind a TLS server that came first, but not the other way round', () => {
    const https = server('HTTPS', 8080, 'a.example', { tls: CERT })
    const http = server('HTTP', 8080, 'b.example')
    expect(chainsOf(made(https, http), 8080)).toEqual([
      ['a.example', 'https.8080.https-8080.g.default'],
      ['', 'http.8080'],
    ])
    expect(chainsOf(made(http, https), 8080)).toEqual([['', 'http.8080']])
  })

  it('have a listener in plain text even where the TLS server before them has nothing to say', () => {
    const tls = server('TLS', 8080, 'a.example', { tls: { mode: 'PASSTHROUGH' } })
    const tables = made(tls, server('HTTP', 8080, 'b.example'))
    expect(tables.listenerNames()).toEqual(['0.0.0.0_8080'])
    expect(tables.routeConfigNames()).toEqual(['http.8080'])
  })

  it('are plain text whatever the tls block of an HTTP server says', () => {
    const tls = server('TLS', 8080, 'a.example', { tls: { mode: 'PASSTHROUGH' } })
    const http = server('HTTP', 8080, 'b.example', { tls: { mode: 'PASSTHROUGH' } })
    const [chain] = made(tls, http).connect({ host: 'b.example', port: 8080 }).listener?.filterChains ?? []
    expect(chain.filter).toMatchObject({ kind: 'http', routeConfig: 'http.8080', terminatesTls: false })
  })

  it('are apart where they bind to other addresses: a client of the pod meets the one on all addresses', () => {
    const tables = made(
      server('HTTPS', 8080, 'a.example', { tls: CERT, bind: '127.0.0.1' }),
      server('HTTP', 8080, 'b.example'),
    )
    expect(tables.listenerNames()).toEqual(['127.0.0.1_8080', '0.0.0.0_8080'])
    expect(tables.routeConfigNames()).toEqual(['https.8080.https-8080.g.default.127.0.0.1', 'http.8080'])
    expect(chainsOf(tables, 8080)).toEqual([['', 'http.8080']])
  })
})
