import { describe, expect, it } from 'vitest'
import { documents, istio, service } from '../mesh-of.ts'
import { goalOf, routesFor, tablesOf } from '../tables-of.ts'

/** The set-up of istiod's own sidecar simulation: each service on 80 and 8080. */
const PORTS = {
  ports: [
    { name: 'http', port: 80 },
    { name: 'http-alt', port: 8080 },
  ],
}
const SERVICES = documents(
  service('known', 'default', PORTS),
  service('alt-known', 'default', PORTS),
  service('not-default', 'not-default', PORTS),
)
const KNOWN = 'known.default.svc.cluster.local'
const ALT = 'alt-known.default.svc.cluster.local'

const to = (host: string) => ({ http: [{ route: [{ destination: { host } }] }] })
const rule = (name: string, namespace: string, hosts: readonly string[], spec: object, createdOn = '2024-01-01') =>
  istio('VirtualService', name, namespace, { hosts, ...spec }, { creationTimestamp: `${createdOn}T00:00:00Z` })
const mesh = (...parts: readonly string[]) => documents(SERVICES, ...parts)

describe('one VirtualService', () => {
  it('sends a destination without port to the port of the listener', () => {
    const tables = tablesOf(mesh(rule('v', 'default', [KNOWN], to(ALT))))
    expect(goalOf(tables, '80', KNOWN)).toBe(`outbound|80||${ALT}`)
    expect(goalOf(tables, '8080', KNOWN)).toBe(`outbound|8080||${ALT}`)
  })

  it('finds its services whatever the case of its hosts (selectVirtualServices, separateVSHostsAndServices)', () => {
    const tables = tablesOf(mesh(rule('v', 'default', ['Known.Default.svc.cluster.local'], to(ALT))))
    expect(['80', '8080'].map(port => goalOf(tables, port, KNOWN))).toEqual([
      `outbound|80||${ALT}`,
      `outbound|8080||${ALT}`,
    ])
  })

  it('serves a host that nobody registered on port 80 only', () => {
    const tables = tablesOf(mesh(rule('v', 'default', ['foo.example'], to(KNOWN))))
    expect(goalOf(tables, '80', 'foo.example')).toBe(`outbound|80||${KNOWN}`)
    expect(goalOf(tables, '8080', 'foo.example')).toBe('PassthroughCluster')
  })

  it.each(['default', 'not-default', 'third'])('applies from namespace %s to every client', namespace => {
    const tables = tablesOf(mesh(rule('v', namespace, [KNOWN], to(ALT))), { namespace: 'elsewhere' })
    expect(goalOf(tables, '80', KNOWN)).toBe(`outbound|80||${ALT}`)
  })

  it('ends at a rule without match', () => {
    const spec = {
      http: [{ directResponse: { status: 418 } }, { match: [{ uri: { prefix: '/a' } }], ...to(ALT).http[0] }],
    }
    expect(routesFor(tablesOf(mesh(rule('v', 'default', [KNOWN], spec))), '80', KNOWN)).toHaveLength(1)
  })
})

describe('a name with a trailing dot', () => {
  const entry = (name: string, host: string) =>
    istio('ServiceEntry', name, 'default', {
      hosts: [host],
      ports: [{ number: 80, name: 'http', protocol: 'HTTP' }],
      resolution: host.startsWith('*') ? 'NONE' : 'DNS',
    })

  it('is the same host, of a Service as of a ServiceEntry', () => {
    const tables = tablesOf(mesh(entry('api', 'api.example'), entry('wild', '*.wild.example')))
    expect(goalOf(tables, '80', `${KNOWN}.`)).toBe(`outbound|80||${KNOWN}`)
    expect(goalOf(tables, '80', 'api.example.')).toBe('outbound|80||api.example')
    expect(goalOf(tables, '80', 'a.wild.example.')).toBe('outbound|80||*.wild.example')
  })

  it('is none before 1.27', () => {
    const tables = tablesOf(mesh(entry('api', 'api.example')), {}, { istio: '1.26' })
    expect(goalOf(tables, '80', 'api.example.')).toBe('PassthroughCluster')
  })
})

describe('a Service and a ServiceEntry of its name', () => {
  const entry = (spec: object) =>
    istio('ServiceEntry', 'twin', 'default', {
      hosts: [KNOWN],
      ports: [{ number: 9000, name: 'http', protocol: 'HTTP' }],
      resolution: 'DNS',
      ...spec,
    })

  it.each([
    ['public', {}],
    ['private, so that it comes first', { exportTo: ['.'] }],
  ])('the Service has the clusters, the entry only listens: %s', (_, spec) => {
    const tables = tablesOf(mesh(entry(spec)))
    expect(tables.cluster(`outbound|80||${KNOWN}`)?.type).toBe('EDS')
    expect(tables.cluster(`outbound|9000||${KNOWN}`)).toBeUndefined()
    expect(tables.connect({ host: '198.51.100.77', port: 9000 }).listener?.name).toBe('0.0.0.0_9000')
  })
})

describe('a Service that is exported to nobody', () => {
  const hidden = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'hidden', namespace: 'default', annotations: { 'networking.istio.io/exportTo': '~' } },
    spec: { selector: { app: 'hidden' }, ports: [{ name: 'http', port: 80 }] },
  })

  it('is reached through a VirtualService from its own namespace, and from no other', () => {
    const yaml = mesh(hidden, rule('v', 'default', [KNOWN], to('hidden.default.svc.cluster.local')))
    const cluster = 'outbound|80||hidden.default.svc.cluster.local'
    expect(tablesOf(yaml).cluster(cluster)?.name).toBe(cluster)
    expect(tablesOf(yaml, { namespace: 'elsewhere' }).cluster(cluster)).toBeUndefined()
    expect(tablesOf(mesh(hidden)).cluster(cluster)).toBeUndefined()
  })
})

describe('several VirtualServices for one host', () => {
  const other = 'not-default.not-default.svc.cluster.local'

  it('gives the host to the oldest, whole', () => {
    const tables = tablesOf(
      mesh(
        rule('young', 'default', [KNOWN], to(ALT), '2024-03-01'),
        rule('middle', 'not-default', [KNOWN], to(KNOWN), '2024-02-01'),
        rule('old', 'third', [KNOWN], to(other), '2024-01-01'),
      ),
    )
    expect(routesFor(tables, '80', KNOWN).map(route => route.origin.resource)).toEqual(['VirtualService/third/old'])
    expect(goalOf(tables, '80', KNOWN)).toBe(`outbound|80||${other}`)
  })

  it('puts a private one of the client before older public ones', () => {
    const tables = tablesOf(
      mesh(
        rule('old', 'default', [KNOWN], to(ALT), '2024-01-01'),
        rule('own', 'default', [KNOWN], { ...to(other), exportTo: ['.'] }, '2024-02-01'),
      ),
    )
    expect(goalOf(tables, '80', KNOWN)).toBe(`outbound|80||${other}`)
  })

  it('goes to the next when the first has no rule for this client', () => {
    const filtered = { http: [{ match: [{ sourceLabels: { app: 'x' } }], ...to(ALT).http[0] }] }
    const yaml = mesh(
      rule('old', 'default', [KNOWN], filtered, '2024-01-01'),
      rule('young', 'default', [KNOWN], to(other), '2024-02-01'),
    )
    expect(goalOf(tablesOf(yaml), '80', KNOWN)).toBe(`outbound|80||${other}`)
    expect(goalOf(tablesOf(yaml, { labels: { app: 'x' } }), '80', KNOWN)).toBe(`outbound|80||${ALT}`)
  })
})

describe('wildcard hosts', () => {
  it.each([
    ['2024-01-01', '2024-02-01'],
    ['2024-02-01', '2024-01-01'],
  ])('yield to exact ones, whichever is older (%s, %s)', (wildcardAge, exactAge) => {
    const tables = tablesOf(
      mesh(
        rule('wild', 'default', ['*.cluster.local'], { http: [{ directResponse: { status: 201 } }] }, wildcardAge),
        rule('exact', 'default', [KNOWN], to(ALT), exactAge),
      ),
    )
    expect(goalOf(tables, '80', KNOWN)).toBe(`outbound|80||${ALT}`)
    expect(goalOf(tables, '80', ALT)).toBe('directResponse')
    expect(goalOf(tables, '80', 'literal.cluster.local')).toBe('PassthroughCluster')
  })

  it('stay literal where they cover no service', () => {
    const tables = tablesOf(mesh(rule('wild', 'default', ['*.unknown.example.com'], to(KNOWN))))
    expect(goalOf(tables, '80', 'a.unknown.example.com')).toBe(`outbound|80||${KNOWN}`)
    expect(goalOf(tables, '80', KNOWN)).toBe(`outbound|80||${KNOWN}`)
  })

  it('leave a service to its default route when its exact VirtualService has no rule here', () => {
    const filtered = { http: [{ match: [{ sourceLabels: { app: 'x' } }], ...to(ALT).http[0] }] }
    const tables = tablesOf(
      mesh(
        rule('wild', 'default', ['*.cluster.local'], { http: [{ directResponse: { status: 201 } }] }),
        rule('exact', 'default', [KNOWN], filtered),
      ),
    )
    expect(routesFor(tables, '80', KNOWN)[0].name).toBe('default')
  })
})

describe('a Sidecar resource', () => {
  const sidecar = (hosts: readonly string[], spec: object = {}) =>
    istio('Sidecar', 'default', 'default', { egress: [{ hosts }], ...spec })

  it('limits services, but not what a wildcard VirtualService attaches to', () => {
    const wild = rule('wild', 'default', ['*.cluster.local'], { http: [{ directResponse: { status: 201 } }] })
    const tables = tablesOf(mesh(wild, sidecar([`default/${KNOWN}`, `default/${ALT}`])))
    expect(goalOf(tables, '80', KNOWN)).toBe('directResponse')
    expect(goalOf(tables, '80', ALT)).toBe('directResponse')
    expect(goalOf(tables, '80', 'not-default.not-default')).toBe('PassthroughCluster')
  })

  it('imports a VirtualService whole; its other host answers by its full name only', () => {
    const both = rule('v', 'default', [KNOWN, ALT], { http: [{ directResponse: { status: 201 } }] })
    const tables = tablesOf(mesh(both, sidecar([`default/${KNOWN}`])))
    expect(goalOf(tables, '80', 'known')).toBe('directResponse')
    expect(goalOf(tables, '80', ALT)).toBe('directResponse')
    expect(goalOf(tables, '80', 'alt-known')).toBe('PassthroughCluster')
  })

  it('gets clusters for what imported VirtualServices lead to', () => {
    const tables = tablesOf(mesh(rule('v', 'default', [KNOWN], to(ALT)), sidecar([`default/${KNOWN}`])))
    expect(tables.cluster(`outbound|80||${ALT}`)).toBeDefined()
    expect(tables.cluster('outbound|80||not-default.not-default.svc.cluster.local')).toBeUndefined()
  })

  it('decides about unknown destinations', () => {
    const tables = tablesOf(mesh(sidecar(['*/*'], { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } })))
    expect(routesFor(tables, '80', 'nobody.example')[0].name).toBe('block_all')
    expect(tables.connect({ host: 'nobody.example', port: 9999 }).filterChain?.filter).toMatchObject({
      kind: 'tcp',
      clusters: [{ cluster: 'BlackHoleCluster' }],
    })
  })
})

describe('domains', () => {
  it('depend on the namespace of the client', () => {
    const yaml = mesh()
    const names = (namespace: string) =>
      tablesOf(yaml, { namespace })
        .routeConfig('80')
        ?.virtualHosts.find(({ name }) => name === `${KNOWN}:80`)?.domains
    expect(names('default')).toEqual([KNOWN, `${KNOWN}.`, 'known', 'known.default', 'known.default.svc', '10.96.0.2'])
    expect(names('other')).toEqual([KNOWN, `${KNOWN}.`, 'known.default', 'known.default.svc', '10.96.0.2'])
  })

  it('have no trailing dot before 1.27', () => {
    const tables = tablesOf(mesh(), {}, { istio: '1.26' })
    expect(goalOf(tables, '80', `${KNOWN}.`)).toBe('PassthroughCluster')
  })
})
