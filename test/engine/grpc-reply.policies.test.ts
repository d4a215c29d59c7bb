import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { documents } from '../compile/istio/mesh-of.ts'
import { entryTo, servers } from './meshes.ts'
import { observe } from './records-of.ts'

const security = (kind: string, namespace: string, spec: object) =>
  JSON.stringify({ apiVersion: 'security.istio.io/v1', kind, metadata: { name: 'policy', namespace }, spec })

/** How each hop of one gRPC call ended, the caller's last. */
async function told(url: string, token: string, ...policies: readonly string[]) {
  const headers = `{ content-type: application/grpc${token && `, authorization: 'Bearer ${token}'`} }`
  const scenario = `
duration: 1s
workloads: { server: { time: 10ms } }
traffic: { load: { to: '${url}', rate: 1/s, arrivals: even, headers: ${headers} } }
`
  const { records } = await observe({ mesh: documents(servers(1, 'server'), entryTo('server'), ...policies), scenario })
  return records.map(
    ({ status, grpcStatus, flags, outcome }) => `${status} grpc ${grpcStatus} ${flags || '-'} ${outcome}`,
  )
}

/** As the RBAC and JWT filters of a real Envoy 1.40 told a gRPC client; outcomes as settled. */
describe.each([
  ['the server', 'http://server/', 'default', 1],
  ['a gateway', 'http://shop.example/', 'istio-system', 2],
])('policies of %s', async (_, url, namespace, hops) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwks = JSON.stringify({ keys: [await exportJWK(publicKey)] })
  const token = await new SignJWT({}).setProtectedHeader({ alg: 'ES256' }).setIssuer('stranger').sign(privateKey)
  const deny = security('AuthorizationPolicy', namespace, { action: 'DENY', rules: [{}] })
  const authentication = security('RequestAuthentication', namespace, { jwtRules: [{ issuer: 'tester', jwks }] })

  it('RBAC: PERMISSION_DENIED, rejected', async () => {
    expect(await told(url, '', deny)).toEqual(Array(hops).fill('200 grpc 7 - rejected'))
  })

  it('a token of an issuer that nobody knows: UNAUTHENTICATED', async () => {
    expect(await told(url, token, authentication)).toEqual(Array(hops).fill('200 grpc 16 - error'))
  })
})
