import { beforeAll, describe, expect, it } from 'vitest'
import { initHash } from '../../../src/proxy/hash.ts'
import type { Facts } from '../../../src/routing/golden/recording.ts'
import { runCase } from '../../../src/routing/golden/run-case.ts'
import { deployment, documents, istio, service } from '../../compile/istio/mesh-of.ts'

beforeAll(initHash)

const MESH = [
  deployment('client'),
  deployment('legacy', { labels: { app: 'legacy', 'sidecar.istio.io/inject': 'false' } }),
  deployment('web'),
  service('web', 'default', { ports: [{ name: 'http', port: 80, targetPort: 8080 }] }),
  service('gate', 'default', { selector: { app: 'gate' } }),
  deployment('gate'),
  istio('Gateway', 'g', 'default', {
    selector: { app: 'gate' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }],
  }),
  istio('VirtualService', 'v', 'default', {
    hosts: ['*'],
    gateways: ['g'],
    http: [{ route: [{ destination: { host: 'web', port: { number: 80 } } }] }],
  }),
]

const POD = { pod: 'web-0', port: 8080 }
const SNI = 'outbound_.80_._.web.default.svc.cluster.local'
const MUTUAL = {
  ...POD,
  filterChain: '0.0.0.0_8080',
  tls: 'mutual',
  principal: 'cluster.local/ns/default/sa/default',
  sni: SNI,
}
const CALLER = {
  dialled: '10.96.0.2:80',
  listener: '0.0.0.0_80',
  routeConfig: '80',
  vhost: 'web.default.svc.cluster.local:80',
  route: 'default',
  cluster: 'outbound|80||web.default.svc.cluster.local',
  endpoints: [POD],
}
const AUTO = { tls: 'auto (ISTIO_MUTUAL where the endpoint has a proxy)' }

/** Fields of one call that meshsim sees otherwise. */
async function disagreements(more: readonly string[], from: object, request: object, got: Facts) {
  const call = {
    id: 'c1',
    from: { workload: 'client', namespace: 'default', ...from },
    request: { method: 'GET', url: 'http://web/', ...request },
    got,
  }
  const [result] = await runCase({ name: 'case', mesh: documents(...MESH, ...more), expected: JSON.stringify(call) })
  return result.differences.map(({ field }) => field)
}

const STRICT = istio('PeerAuthentication', 'p', 'default', { mtls: { mode: 'STRICT' } })
const denyPath = (name: string, app: string) =>
  istio('AuthorizationPolicy', name, 'default', {
    selector: { matchLabels: { app } },
    action: 'DENY',
    rules: [{ to: [{ operation: { paths: ['/x'] } }] }],
  })

describe('a call between two sidecars', () => {
  const upstream = {
    pods: ['web-0'],
    port: 8080,
    path: '/',
    authority: 'web',
    xfcc: 'By=spiffe://cluster.local/ns/default/sa/default;Hash=<sha256>;Subject="";URI=spiffe://cluster.local/ns/default/sa/default',
  }
  const server = { ...MUTUAL, status: 200, flags: '-', details: 'via_upstream' }
  const got = { ...CALLER, ...AUTO, status: 200, flags: '-', details: 'via_upstream', server, upstream }

  it('is by mutual TLS', async () => {
    expect(await disagreements([STRICT], {}, {}, got)).toEqual([])
  })

  it('shows each field that differs', async () => {
    const other = { ...got, server: { ...server, principal: 'nobody' }, upstream: { ...upstream, path: '/other' } }
    expect(await disagreements([STRICT], {}, {}, other)).toEqual(['server', 'upstream.path'])
  })

  it('may be refused by a policy of the server', async () => {
    const details = 'rbac_access_denied_matched_policy[ns[default]-policy[d]-rule[0]]'
    const denied = {
      ...CALLER,
      ...AUTO,
      status: 403,
      flags: '-',
      details: 'via_upstream',
      body: 'RBAC: access denied',
      server: { ...MUTUAL, status: 403, flags: '-', details },
    }
    expect(await disagreements([denyPath('d', 'web')], {}, { url: 'http://web/x' }, denied)).toEqual([])
  })

  it('fails after three tries where the caller asks for other TLS', async () => {
    const simple = istio('DestinationRule', 'd', 'default', {
      host: 'web',
      trafficPolicy: { tls: { mode: 'SIMPLE' } },
    })
    const failed = {
      ...CALLER,
      tls: 'TLS',
      status: 503,
      flags: 'URX,UF',
      details: 'upstream_reset_before_response_started{remote_connection_failure|TLS_error}',
      attempts: 3,
      tlsError: 'CERTIFICATE_VERIFY_FAILED',
      body: 'upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure',
      server: { ...POD, filterChain: '0.0.0.0_8080', tls: 'TLS', sni: 'web', flags: '-', tlsError: 'SSLV' },
    }
    expect(await disagreements([STRICT, simple], {}, {}, failed)).toEqual([])
  })
})

it('an application without a sidecar is let in where plain text may come', async () => {
  const from = { workload: 'legacy', sidecar: false }
  const plain = { ...POD, filterChain: '0.0.0.0_8080', tls: 'none', status: 200, flags: '-', details: 'via_upstream' }
  const upstream = { pods: ['web-0'], port: 8080, path: '/', authority: 'web' }
  expect(await disagreements([], from, {}, { dialled: '10.96.0.2:80', status: 200, server: plain, upstream })).toEqual(
    [],
  )
  const none = { flags: 'NR', details: 'filter_chain_not_found', tlsError: 'HTTP_REQUEST' }
  const server = { ...POD, filterChain: null, tls: 'none', ...none }
  const closed = { dialled: '10.96.0.2:80', error: 'connection closed', server }
  expect(await disagreements([STRICT], from, {}, closed)).toEqual([])
})

it('a gateway asks its policies before it sends a request on', async () => {
  const from = { workload: undefined, gateway: 'gate', port: 80 }
  const got = {
    ...CALLER,
    ...AUTO,
    dialled: 'gateway:80',
    routeConfig: 'http.80',
    vhost: '*:80',
    route: '',
    status: 403,
    flags: '-',
    details: 'rbac_access_denied_matched_policy[ns[default]-policy[d]-rule[0]]',
    body: 'RBAC: access denied',
  }
  expect(await disagreements([denyPath('d', 'gate')], from, { url: 'http://any.example/x' }, got)).toEqual([])
})
