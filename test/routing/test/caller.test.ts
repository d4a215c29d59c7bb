import { beforeAll, describe, expect, test } from 'vitest'
import { initHash } from '../../../src/proxy/hash.ts'
import { deployment, istio, service } from '../../compile/istio/mesh-of.ts'
import { checkOf, LOANS, ran, SUBSETS, to } from './library.ts'

beforeAll(initHash)

const GATEWAY = istio('Gateway', 'door', 'default', {
  selector: { app: 'entrance' },
  servers: [
    { port: { number: 8080, name: 'http', protocol: 'HTTP' }, hosts: ['*'], tls: { httpsRedirect: true } },
    {
      port: { number: 8443, name: 'https', protocol: 'HTTPS' },
      hosts: ['*'],
      tls: { mode: 'SIMPLE', credentialName: 'c' },
    },
  ],
})
const ENTRANCE = [
  deployment('entrance', { namespace: 'edge' }),
  service('entrance', 'edge', {
    ports: [
      { name: 'http', port: 80, targetPort: 8080 },
      { name: 'https', port: 443, targetPort: 8443 },
    ],
  }),
]
const ROUTES = istio('VirtualService', 'site', 'default', {
  hosts: ['library.example'],
  gateways: ['door'],
  http: [{ route: [{ destination: { host: 'catalogue' } }] }],
})
const MESH = [GATEWAY, ...ENTRANCE, ROUTES]
const SITE = '{ host: library.example }'

describe('a caller by name', () => {
  test.each([
    ['{ workload: catalogue }', 'sidecar of default/catalogue'],
    ['{ workload: default/catalogue }', 'sidecar of default/catalogue'],
    ['{ gateway: entrance }', 'gateway edge/entrance:80'],
    ['{ gateway: entrance, namespace: edge, port: 443, tls: true }', 'gateway edge/entrance:443'],
    ['{ gateway: door }', 'gateway edge/entrance:80'],
    ['{ gateway: door, port: 8443, tls: true }', 'gateway edge/entrance:443'],
  ])('%s', (from, caller) => expect(checkOf(MESH, '{ to: catalogue }', SITE, from).caller).toBe(caller))

  test('a Gateway resource with TLS takes a request that is begun with it, and redirects others', () => {
    expect(checkOf(MESH, '{ to: catalogue }', SITE, '{ gateway: door, port: 8443, tls: true }').failures).toEqual([])
    const redirect = '{ redirect: { to: "https://library.example/", code: 301 } }'
    expect(checkOf(MESH, redirect, SITE, '{ gateway: door, port: 8080 }').failures).toEqual([])
  })

  test.each([
    ['{ workload: catalog }', 'the mesh has no workload catalog', 'did you mean catalogue?'],
    ['{ workload: catalogue, namespace: edge }', 'the mesh has no workload catalogue in namespace edge', undefined],
    ['{ workload: catalogue, zone: mars }', 'the mesh has no workload catalogue in zone mars', undefined],
    ['{ gateway: dor }', 'the mesh has no gateway dor:', 'did you mean door?'],
    ['{ gateway: catalogue }', 'the mesh has no gateway catalogue:', undefined],
  ])('nobody is called %s', (from, message, help) => {
    const { run, diagnostics } = ran(
      MESH,
      `  - { name: t, from: ${from}, request: ${SITE}, expect: { to: catalogue } }\n`,
    )
    expect(run.files[0].tests[0].checks).toEqual([])
    expect(diagnostics).toHaveLength(1)
    expect(diagnostics[0]).toMatchObject({ code: 'MS4007', place: { line: 3, column: 22 } })
    expect(diagnostics[0].message).toContain(message)
    if (help) expect(diagnostics[0].help).toBe(help)
  })
})

describe('nobody is named', () => {
  const callerOf = (resources: readonly string[], request: string) => {
    const { run } = ran(resources, `  - { name: t, request: ${request}, expect: { to: x } }\n`)
    return run.files[0].tests[0].checks[0].caller
  }
  const KUBERNETES_GATEWAY = JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'front', namespace: 'default' },
    spec: { gatewayClassName: 'istio', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  })
  const HTTP_ROUTE = JSON.stringify({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'site', namespace: 'default' },
    spec: {
      parentRefs: [{ name: 'front' }],
      hostnames: ['library.example'],
      rules: [{ backendRefs: [{ name: 'catalogue', port: 80 }] }],
    },
  })

  test.each([
    ['the gateway of a VirtualService', MESH, '{ url: https://library.example/ }', 'gateway edge/entrance:8443'],
    [
      'the server that the scheme of a URL asks for',
      MESH,
      '{ url: http://library.example/ }',
      'gateway edge/entrance:8080',
    ],
    ['a sidecar', [SUBSETS(), LOANS([{ route: [to('v1')] }])], '{ host: loans }', 'sidecar of default/catalogue'],
    ['a client for a Service without rules', [], '{ host: loans }', 'sidecar of default/client'],
    ['a Gateway of the Gateway API', [KUBERNETES_GATEWAY, HTTP_ROUTE], SITE, 'gateway default/front-istio:80'],
    ['a client beside it', [KUBERNETES_GATEWAY, HTTP_ROUTE], '{ host: loans }', 'sidecar of default/client'],
    [
      'a client for a host of nobody',
      [KUBERNETES_GATEWAY, HTTP_ROUTE],
      '{ host: a.example }',
      'sidecar of default/client',
    ],
  ])('%s', (_, resources, request, caller) => expect(callerOf(resources, request)).toBe(caller))

  test('the pods of a Gateway of the Gateway API send on by their routes', () => {
    const mesh = [KUBERNETES_GATEWAY, HTTP_ROUTE]
    const from = '{ gateway: front }'
    expect(checkOf(mesh, '{ to: catalogue, rule: HTTPRoute/site#0, endpoints: 1 }', SITE, from).failures).toEqual([])
    expect(checkOf(mesh, '{ no-route: 404 }', '{ host: a.example }', from).failures).toEqual([])
  })
})

test('hosts that nobody registers, by default and under REGISTRY_ONLY', () => {
  const strict = istio('Sidecar', 'default', 'default', { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } })
  expect(checkOf([strict], '{ no-route: 502 }', '{ host: a.example }').failures).toEqual([])
  expect(checkOf([], '{ no-route: 502 }', '{ host: a.example }').failures).toHaveLength(1)
})
