import { describe, expect, it } from 'vitest'
import { documents, istio, service } from '../mesh-of.ts'
import { goalOf, routesFor, tablesOf } from '../tables-of.ts'

const GATEWAY = { kind: 'gateway', namespace: 'istio-system', labels: { istio: 'ingressgateway' } } as const
const SERVICE = service('istio-ingressgateway', 'istio-system', {
  selector: { istio: 'ingressgateway' },
  ports: [
    { name: 'http2', port: 80, targetPort: 8080 },
    { name: 'https', port: 443, targetPort: 8443 },
  ],
})

const gateway = (name: string, servers: readonly object[], createdOn = '2024-01-01') =>
  istio(
    'Gateway',
    name,
    'default',
    { selector: { istio: 'ingressgateway' }, servers },
    { creationTimestamp: `${createdOn}T00:00:00Z` },
  )
const http = (...hosts: readonly string[]) => ({ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts })
const answer = (
  name: string,
  namespace: string,
  hosts: readonly string[],
  http: readonly object[],
  gateways = ['default/g'],
) => istio('VirtualService', name, namespace, { hosts, gateways, http })
const status = (code: number, match?: object) => ({
  ...(match ? { match: [match] } : {}),
  directResponse: { status: code },
})
const tables = (...parts: readonly string[]) => tablesOf(documents(SERVICE, ...parts), GATEWAY)

describe('gateway listeners', () => {
  it('listen on the target port of the Service', () => {
    const connection = tables(gateway('g', [http('*')])).connect({ host: 'a.example', port: 80 })
    expect([connection.dialled, connection.listener?.name]).toEqual(['gateway:80', '0.0.0.0_8080'])
  })

  it('tell a port that is not served from one that the Service lacks', () => {
    const made = tables(gateway('g', [http('*')]))
    expect(made.connect({ host: 'a.example', port: 443 }).error).toBe('connection refused (gateway does not listen)')
    expect(made.connect({ host: 'a.example', port: 9999 }).error).toBe('gateway service has no such port')
  })

  it('keep a port for the protocol that came first', () => {
    const tcp = { port: { number: 80, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] }
    const made = tables(gateway('young', [tcp], '2024-02-01'), gateway('g', [http('*')], '2024-01-01'))
    expect(made.connect({ host: 'a.example', port: 80 }).filterChain?.filter).toMatchObject({
      routeConfig: 'http.8080',
    })
  })

  it('choose a table by server name, and close on an unknown one', () => {
    const https = (name: string, host: string) => ({
      port: { number: 443, name, protocol: 'HTTPS' },
      hosts: [host],
      tls: { mode: 'SIMPLE', credentialName: 'cert' },
    })
    const made = tables(gateway('g', [https('a', 'a.example'), https('w', '*.w.example')]))
    const table = (sni: string) => {
      const { filterChain, error } = made.connect({ host: sni, port: 443, tls: { sni } })
      return error ?? (filterChain?.filter.kind === 'http' && filterChain.filter.routeConfig)
    }
    expect(table('A.example')).toBe('https.443.a.g.default')
    expect(table('x.w.example')).toBe('https.443.w.g.default')
    expect(table('b.example')).toBe('connection closed')
  })
})

describe('gateway routes', () => {
  it('concatenate VirtualServices of one host, what catches everything last', () => {
    const made = tables(
      gateway('g', [http('*')]),
      answer('a', 'default', ['a.example'], [status(201)]),
      answer('b', 'default', ['a.example'], [status(202, { uri: { prefix: '/b' } })]),
    )
    expect(routesFor(made, 'http.8080', 'a.example').map(({ origin }) => origin.resource)).toEqual([
      'VirtualService/default/b',
      'VirtualService/default/a',
    ])
  })

  it('come twice from a VirtualService that names a gateway twice, as istiod sends them; to sidecars once', () => {
    const rules = [status(201, { uri: { prefix: '/a' } }), status(202)]
    const vs = answer('v', 'default', ['a.default.svc.cluster.local'], rules, ['g', 'default/g', 'mesh', 'mesh'])
    const codes = (made: ReturnType<typeof tables>, name: string) =>
      routesFor(made, name, 'a.default.svc.cluster.local').map(({ action }) =>
        action.kind === 'directResponse' ? action.status : 0,
      )
    expect(codes(tables(gateway('g', [http('*')]), vs), 'http.8080')).toEqual([201, 201, 202, 202])
    expect(codes(tablesOf(documents(service('a'), vs)), '80')).toEqual([201, 202])
  })

  it('bind the narrower of the two hosts, and only from the namespaces that a server names', () => {
    const made = tables(
      gateway('g', [http('other/*.w.example')]),
      answer('in', 'other', ['a.w.example'], [status(201)]),
      answer('out', 'default', ['b.w.example'], [status(202)]),
    )
    expect(goalOf(made, 'http.8080', 'a.w.example')).toBe('directResponse')
    expect(goalOf(made, 'http.8080', 'b.w.example')).toBe('-')
  })

  it('have a black hole only where nothing is bound', () => {
    const name = (...parts: readonly string[]) => tables(...parts).routeConfig('http.8080')?.virtualHosts[0].name
    expect(name(gateway('g', [http('*')]))).toBe('blackhole:80')
    expect(name(gateway('g', [http('*')]), answer('a', 'default', ['a.example'], [status(201)]))).toBe('a.example:80')
  })

  it('demand TLS where the server redirects, bound or not', () => {
    const made = tables(gateway('g', [{ ...http('a.example'), tls: { httpsRedirect: true } }]))
    expect(made.routeConfig('http.8080')?.virtualHosts).toMatchObject([{ domains: ['a.example'], requireTls: 'all' }])
  })

  it('leave VirtualServices of the mesh alone', () => {
    const mesh = answer('m', 'default', ['a.example'], [status(201)], ['mesh'])
    expect(goalOf(tables(gateway('g', [http('*')]), mesh), 'http.8080', 'a.example')).toBe('-')
  })
})

describe('policies of a gateway', () => {
  const route = [{ destination: { host: 'db.other' } }]
  const rules = { tcp: [{ route }], tls: [{ match: [{ sniHosts: ['a.example'] }], route }] }
  const policiesAt = (server: object) => {
    const vs = istio('VirtualService', 'v', 'default', { hosts: ['a.example'], gateways: ['g'], ...rules })
    const made = tables(gateway('g', [{ hosts: ['a.example'], ...server }]), vs)
    const isTls = 'tls' in server
    const target = { host: 'a.example', port: isTls ? 443 : 80, ...(isTls && { tls: { sni: 'a.example' } }) }
    return made.connect(target).filterChain?.filter
  }
  const tls = (mode: string) => ({
    port: { number: 443, name: 'tls', protocol: 'TLS' },
    tls: { mode, ...(mode === 'SIMPLE' || mode === 'MUTUAL' ? { credentialName: 'cert' } : {}) },
  })

  it('are asked about TCP connections; only mutual TLS that ends here tells them who calls', () => {
    const plain = { port: { number: 80, name: 'tcp', protocol: 'TCP' } }
    expect(policiesAt(plain)).toMatchObject({ kind: 'tcp', policies: { knowsCaller: false } })
    expect(policiesAt(tls('SIMPLE'))).toMatchObject({ kind: 'tcp', policies: { knowsCaller: false } })
    expect(policiesAt(tls('PASSTHROUGH'))).toMatchObject({ kind: 'tcp', policies: { knowsCaller: false } })
    expect(policiesAt(tls('MUTUAL'))).toMatchObject({ kind: 'tcp', policies: { knowsCaller: true } })
    expect(policiesAt(tls('ISTIO_MUTUAL'))).toMatchObject({ kind: 'tcp', policies: { knowsCaller: true } })
  })

  it('are not asked where a server name spells the cluster (AUTO_PASSTHROUGH)', () => {
    const port = { number: 443, name: 'tls', protocol: 'TLS' }
    const made = tables(
      gateway('g', [{ port, hosts: ['*.local'], tls: { mode: 'AUTO_PASSTHROUGH' } }]),
      service('db', 'default', { ports: [{ name: 'tcp-db', port: 5432 }] }),
    )
    const sni = 'outbound_.5432_._.db.default.svc.cluster.local'
    const { filterChain } = made.connect({ host: 'x', port: 443, tls: { sni } })
    expect(filterChain?.filter).toMatchObject({ kind: 'tcp' })
    expect(filterChain?.filter).not.toHaveProperty('policies')
  })
})
