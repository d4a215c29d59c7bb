import { describe, expect, it } from 'vitest'
import { inboundListener } from '../../../src/compile/istio/inbound/listener.ts'
import type { PeerMode } from '../../../src/compile/istio/peer-authentication/peer-modes.ts'
import type { RbacFilter } from '../../../src/dataplane/authorization.ts'
import type { ServerSide } from '../../../src/dataplane/server-side.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'
import { type Arriving, type OfferedTls, receive } from '../../../src/proxy/authorize/reception.ts'
import { requestOf } from './facts-of.ts'

const ORIGIN = { resource: 'Service/default/web', place: NO_PLACE, why: '' }

const server = (mode: PeerMode, filters: readonly RbacFilter[] = []): ServerSide => ({
  identity: 'cluster.local/ns/default/sa/web',
  pathNormalisation: 'BASE',
  inbound: inboundListener(
    [
      { number: 8080, protocol: 'http', origin: ORIGIN },
      { number: 9000, protocol: 'tcp', origin: ORIGIN },
    ],
    () => mode,
    [],
  ),
  httpFilters: filters,
  networkFilters: filters,
  trustedProxies: 0,
})

const MESH: OfferedTls = {
  serverName: 'outbound_.80_._.web.default.svc.cluster.local',
  protocols: ['istio-http/1.1', 'istio'],
  certificate: 'mesh',
  identity: 'cluster.local/ns/default/sa/shop',
  checksName: false,
}

const SIMPLE: OfferedTls = { serverName: 'Web', protocols: [], certificate: 'none', checksName: true }

const DENY_ALL: RbacFilter = {
  kind: 'rbac',
  action: 'DENY',
  policies: [{ name: 'p', permissions: [[]], principals: [[]], origin: ORIGIN }],
  shadow: [],
}

const context = { signatures: { failureOf: () => undefined }, nowSeconds: 0, service: () => undefined }
const visit = (side: ServerSide, changes: Partial<Arriving> = {}) =>
  receive(
    side,
    {
      sourceIp: '10.1.0.2',
      destinationIp: '10.1.0.5',
      port: 8080,
      isSecret: false,
      request: requestOf({ path: '/x/../a' }),
      ...changes,
    },
    context,
  )

// Recorded cases 100 to 141.
describe('a sidecar takes a connection', () => {
  it('by mesh TLS, with the identity of the caller', () => {
    const reception = visit(server('STRICT'), { tls: MESH })
    expect(reception).toMatchObject({ tls: 'mutual', principal: MESH.identity, serverName: MESH.serverName })
    expect(reception.result).toMatchObject({ kind: 'served', request: { path: '/a' } })
  })

  it('in plain text unless that is forbidden', () => {
    expect(visit(server('PERMISSIVE'))).toMatchObject({ tls: 'none', result: { kind: 'served' } })
    expect(visit(server('STRICT'))).toMatchObject({
      chain: undefined,
      foundPlainText: true,
      result: { kind: 'noChain' },
    })
  })

  it('not without a certificate, and not where the caller wants a name in its own', () => {
    const failed = { kind: 'handshakeFailed' }
    expect(visit(server('STRICT'), { tls: SIMPLE })).toMatchObject({
      tls: 'TLS',
      serverName: 'web',
      result: { ...failed, by: 'caller', reason: 'CERTIFICATE_VERIFY_FAILED' },
    })
    const noCheck = { ...SIMPLE, checksName: false }
    expect(visit(server('STRICT'), { tls: noCheck }).result).toEqual({
      ...failed,
      by: 'server',
      reason: 'PEER_DID_NOT_RETURN_A_CERTIFICATE',
    })
    expect(visit(server('STRICT'), { tls: { ...noCheck, certificate: 'foreign' } }).result).toMatchObject({
      by: 'server',
      reason: 'CERTIFICATE_VERIFY_FAILED',
    })
  })

  it('with the TLS of the application through to it, on a TCP port', () => {
    const secret = { isSecret: true, port: 9000, request: requestOf({ authority: 'web:9000' }) }
    expect(visit(server('PERMISSIVE'), secret)).toMatchObject({
      tls: 'none',
      serverName: 'web',
      result: { kind: 'served', passesTls: true },
    })
    expect(visit(server('PERMISSIVE'), { isSecret: true }).result.kind).toBe('noChain')
    expect(visit(server('DISABLE'), { isSecret: true })).toMatchObject({
      serverName: undefined,
      result: { kind: 'notHttp' },
    })
  })
})

describe('its policies', () => {
  it('answer a request and end a connection', () => {
    expect(visit(server('PERMISSIVE', [DENY_ALL])).result).toMatchObject({
      kind: 'requestDenied',
      denial: { status: 403 },
    })
    expect(visit(server('PERMISSIVE', [DENY_ALL]), { port: 9000 }).result).toMatchObject({
      kind: 'connectionDenied',
      denial: { termination: 'rbac_access_denied_matched_policy[p]' },
    })
  })

  it('know nothing of tokens that a gateway has verified', () => {
    const request = requestOf({ claims: new Map([['sub', 'alice']]) })
    const { result } = visit(server('PERMISSIVE'), { request })
    expect(result.kind === 'served' && result.request.claims).toBeUndefined()
  })
})
