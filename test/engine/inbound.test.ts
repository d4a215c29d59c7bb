import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { deployment, documents, service } from '../compile/istio/mesh-of.ts'
import { entryTo, policyFor, ruleFor, servers } from './meshes.ts'
import { ending, observe } from './records-of.ts'

const security = (kind: string, spec: object, name = 'policy', namespace = 'default') =>
  JSON.stringify({ apiVersion: 'security.istio.io/v1', kind, metadata: { name, namespace }, spec })

const STRICT = security('PeerAuthentication', { mtls: { mode: 'STRICT' } })
const ofServer = { selector: { matchLabels: { app: 'server' } } }
const authorize = (spec: object) => security('AuthorizationPolicy', { ...ofServer, ...spec })

/** A Deployment that opted out of injection. */
function bare(name: string): string {
  const made = JSON.parse(deployment(name))
  made.spec.template.metadata.labels['sidecar.istio.io/inject'] = 'false'
  return JSON.stringify(made)
}

const calls = (headers = '', from = 'default/caller') => `
duration: 3s
workloads: { server: { time: 10ms } }
traffic: { load: { to: http://server/, from: ${from}, rate: 1/s, arrivals: even${headers} } }
`
const meshOf = (...parts: readonly string[]) => documents(servers(1, 'server', 'caller'), ...parts)
const three = (each: string) => Array(3).fill(each)
const endings = async (mesh: string, scenario = calls()) => (await observe({ mesh, scenario })).records.map(ending)

describe('mutual TLS', () => {
  it('STRICT: a sidecar gets through, a caller without one finds its connection closed', async () => {
    expect(await endings(meshOf(STRICT))).toEqual(three('10ms 200 - ok'))
    const mesh = documents(servers(1, 'server'), bare('caller'), service('caller'), STRICT)
    expect(await endings(mesh)).toEqual(three('0ms 503 UC error'))
  })

  it('PERMISSIVE, the default: both get through', async () => {
    const permissive = security('PeerAuthentication', { mtls: { mode: 'PERMISSIVE' } })
    const mesh = documents(servers(1, 'server'), bare('caller'), service('caller'), permissive)
    expect(await endings(mesh)).toEqual(three('10ms 200 - ok'))
  })

  it('a DestinationRule that turns TLS off meets STRICT: 503 UC, which the default policy does not retry', async () => {
    const plain = policyFor('server', { tls: { mode: 'DISABLE' } })
    expect(await endings(meshOf(STRICT, plain))).toEqual(three('0ms 503 UC error'))
    expect(await endings(meshOf(plain))).toEqual(three('10ms 200 - ok'))
  })

  it('TLS of its own meets STRICT: no TLS is agreed on, 503 UF, retried as a failed connection', async () => {
    const simple = policyFor('server', { tls: { mode: 'SIMPLE' } })
    // Recorded (132-client-simple-server-strict): URX,UF after three attempts.
    expect((await endings(meshOf(STRICT, simple))).filter(each => !each.endsWith('503 UF error'))).toEqual(
      three('0ms 503 URX,UF error'),
    )
  })

  it('ISTIO_MUTUAL to a pod without sidecar: 503 UF', async () => {
    const mutual = policyFor('server', { tls: { mode: 'ISTIO_MUTUAL' } })
    const noRetry = ruleFor('server', { retries: { attempts: 0 } })
    const mesh = documents(servers(1, 'caller'), bare('server'), service('server'), mutual, noRetry)
    expect(await endings(mesh)).toEqual(three('0ms 503 UF error'))
  })

  it('STRICT from one instant on', async () => {
    const mesh = documents(servers(1, 'server'), bare('caller'), service('caller'))
    const timeline = 'timeline: [{ at: 1500ms, apply: strict.yaml }]\n'
    const { records } = await observe({ mesh, scenario: calls() + timeline, files: { 'strict.yaml': STRICT } })
    expect(records.map(ending)).toEqual(['10ms 200 - ok', '10ms 200 - ok', '0ms 503 UC error'])
  })
})

describe('AuthorizationPolicy', () => {
  it('a denied request is turned away by the server: 403 without flag, no worker takes part', async () => {
    const mesh = meshOf(authorize({}))
    const { records, result } = await observe({ mesh, scenario: calls() })
    expect(records.map(ending)).toEqual(three('0ms 403 - rejected'))
    expect(records.map(({ pod }) => pod)).toEqual(three('server-0'))
    expect(result.pods.find(({ pod }) => pod === 'server-0')).toMatchObject({ utilisationMax: 0 })
  })

  it('the caller is known by its certificate', async () => {
    const from = (account: string) =>
      authorize({ rules: [{ from: [{ source: { principals: [`cluster.local/ns/default/sa/${account}`] } }] }] })
    expect(await endings(meshOf(from('default')))).toEqual(three('10ms 200 - ok'))
    expect(await endings(meshOf(from('stranger')))).toEqual(three('0ms 403 - rejected'))
    const mesh = documents(servers(1, 'server'), bare('caller'), service('caller'), from('default'))
    expect(await endings(mesh)).toEqual(three('0ms 403 - rejected'))
  })

  it('a rule about paths decides by request, as the route rewrote it', async () => {
    const policy = authorize({ action: 'DENY', rules: [{ to: [{ operation: { paths: ['/secret*'] } }] }] })
    const rewrite = ruleFor('server', { match: [{ uri: { prefix: '/open' } }], rewrite: { uri: '/secret' } })
    const scenario = `
duration: 2s
traffic: { load: { to: http://server/open, from: default/caller, rate: 1/s, arrivals: even } }
`
    expect(await endings(meshOf(policy, rewrite), scenario)).toEqual(Array(2).fill('0ms 403 - rejected'))
    expect(await endings(meshOf(policy), scenario)).not.toContain('0ms 403 - rejected')
  })

  it('gRPC learns it by grpc-status, and it is rejected all the same', async () => {
    const headers = ', headers: { content-type: application/grpc }'
    expect(await endings(meshOf(authorize({})), calls(headers))).toEqual(three('0ms 200 - rejected'))
  })

  it('a gateway asks its own before it routes', async () => {
    const entry = entryTo('server', { fault: { abort: { httpStatus: 418, percentage: { value: 100 } } } })
    const deny = security('AuthorizationPolicy', { action: 'DENY', rules: [{}] }, 'all', 'istio-system')
    const scenario = 'duration: 1s\ntraffic: { load: { to: http://shop.example/, rate: 1/s, arrivals: even } }\n'
    const { records } = await observe({ mesh: documents(servers(1, 'server'), entry, deny), scenario })
    // The gateway's own hop, then the client's: the filters of policies come before the fault.
    expect(records.map(({ proxy, status, outcome }) => [proxy === 'client', status, outcome])).toEqual([
      [false, 403, 'rejected'],
      [true, 403, 'rejected'],
    ])
  })
})

describe('RequestAuthentication', async () => {
  const keys = await generateKeyPair('ES256', { extractable: true })
  const jwks = JSON.stringify({ keys: [await exportJWK(keys.publicKey)] })
  const policy = security('RequestAuthentication', { ...ofServer, jwtRules: [{ issuer: 'tester', jwks }] })
  const tokenOf = (issuer: string, claims: object = {}) =>
    new SignJWT({ sub: 'alice', ...claims })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer(issuer)
      .sign(keys.privateKey)
  const withToken = (token: string) => calls(`, headers: { authorization: 'Bearer ${token}' }`)

  it('a good token and none pass, one of a strange issuer is an error of 401', async () => {
    expect(await endings(meshOf(policy), withToken(await tokenOf('tester')))).toEqual(three('10ms 200 - ok'))
    expect(await endings(meshOf(policy))).toEqual(three('10ms 200 - ok'))
    expect(await endings(meshOf(policy), withToken(await tokenOf('stranger')))).toEqual(three('0ms 401 - error'))
  })

  it('a run has no clock: a token holds if it held when it was issued', async () => {
    const fresh = await tokenOf('tester', { iat: 4_000_000_000, exp: 4_000_003_600 })
    const old = await tokenOf('tester', { iat: 1_500_000_000, exp: 1_500_003_600 })
    expect(await endings(meshOf(policy), withToken(fresh))).toEqual(three('10ms 200 - ok'))
    expect(await endings(meshOf(policy), withToken(old))).toEqual(three('0ms 401 - error'))
  })

  it('a rule about claims lets those pass who have them', async () => {
    const rules = [{ when: [{ key: 'request.auth.claims[group]', values: ['staff'] }] }]
    const both = meshOf(policy, authorize({ rules }))
    expect(await endings(both, withToken(await tokenOf('tester', { group: 'staff' })))).toEqual(three('10ms 200 - ok'))
    expect(await endings(both, withToken(await tokenOf('tester')))).toEqual(three('0ms 403 - rejected'))
  })
})

it('headers that a route adds are there for the application to pass on', async () => {
  const mesh = documents(
    servers(1, 'front', 'back'),
    ruleFor('front', { headers: { request: { set: { 'x-user': 'route' } } } }),
    ruleFor('back', { match: [{ headers: { 'x-user': { exact: 'route' } } }] }),
  )
  const scenario = `
duration: 1s
workloads: { front: { calls: [back], forward-headers: [x-user] } }
traffic: { load: { to: http://front/, rate: 1/s, arrivals: even } }
`
  const { records } = await observe({ mesh, scenario })
  expect(records.map(({ status }) => status)).toEqual([200, 200])
})
