import { describe, expect, it } from 'vitest'
import { deployment, documents, service } from '../../compile/istio/mesh-of.ts'
import { ruleFor } from '../../engine/meshes.ts'
import { explain } from './ask.ts'

const deny = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web }
spec: { selector: { matchLabels: { app: web } }, action: DENY, rules: [{}] }
`
const rule = (spec: object) => ruleFor('web', spec)

/** What each proxy on the way says. */
async function endings(contentType: string, ...mesh: readonly string[]) {
  const files = { 'mesh.yaml': documents(deployment('client'), deployment('web'), service('web'), ...mesh) }
  const headers = [['content-type', contentType]] as const
  const { hops } = await explain(files, { from: 'client', method: 'POST', url: 'http://web/x', headers })
  return hops.map(hop => hop.endings.map(({ text, isFailure }) => [text, isFailure]))
}

/** Statuses and words are those that a real Envoy 1.40 told a gRPC client. */
describe('gRPC clients are told by grpc-status', () => {
  it.each<[what: string, mesh: string, grpc: string, others: string]>([
    ['no route', rule({ match: [{ uri: { exact: '/y' } }] }), '200 grpc 12 NR: no route', '404 NR: no route'],
    [
      'a fixed answer',
      rule({ route: undefined, directResponse: { status: 403, body: { string: 'go away' } } }),
      '200 grpc 7 by the proxy itself with the body "go away"',
      '403 by the proxy itself with the body "go away"',
    ],
  ])('%s', async (_, mesh, grpc, others) => {
    expect(await endings('application/grpc', mesh)).toEqual([[[grpc, true]]])
    expect(await endings('text/plain', mesh)).toEqual([[[others, true]]])
  })

  it('a redirect, which they cannot follow', async () => {
    const redirect = rule({ route: undefined, redirect: { uri: '/y' } })
    expect(await endings('application/grpc', redirect)).toEqual([[['200 grpc 2 to http://web/y', true]]])
    expect(await endings('text/plain', redirect)).toEqual([[['301 to http://web/y', false]]])
  })

  it('policies of the server', async () => {
    const told = async (contentType: string) => (await endings(contentType, deny)).map(([[text]]) => text)
    expect(await told('application/grpc')).toEqual([
      '200 grpc 7 by the sidecar of the server: RBAC: access denied',
      '200 grpc 7: RBAC: access denied',
    ])
    expect(await told('text/plain')).toEqual([
      '403 by the sidecar of the server: RBAC: access denied',
      '403: RBAC: access denied',
    ])
  })
})
