import { describe, expect, it } from 'vitest'
import { readProviders } from '../../../../src/compile/istio/authorization/provider.ts'
import { buildRegistry } from '../../../../src/compile/istio/registry/registry.ts'
import { meshOf, service } from '../mesh-of.ts'

const AUTHZ = 'authz.default.svc.cluster.local'
const read = (settings: object, kind = 'envoyExtAuthzHttp') =>
  readProviders(
    { extensionProviders: [{ name: 'ext', [kind]: { service: AUTHZ, port: 8000, ...settings } }] },
    buildRegistry(meshOf(service('authz'))),
  ).get('ext')

describe('an extension provider', () => {
  it('leads to the cluster of its service', () => {
    expect(read({ includeRequestHeadersInCheck: ['X-User'], statusOnError: '503', failOpen: true })).toEqual({
      name: 'ext',
      cluster: `outbound|8000||${AUTHZ}`,
      protocol: 'http',
      failOpen: true,
      statusOnError: 503,
      includedHeaders: ['x-user'],
      headersToUpstream: [],
      headersToDownstream: undefined,
    })
    expect(read({ port: '8000' }, 'envoyExtAuthzGrpc')).toMatchObject({ protocol: 'grpc', statusOnError: 403 })
  })

  it('may name the namespace of its service', () => {
    expect(read({ service: `default/${AUTHZ}` })).toBeDefined()
    expect(read({ service: `other/${AUTHZ}` })).toBeUndefined()
  })

  it('that nobody serves is of no use', () => {
    expect(read({ service: 'nobody.default.svc.cluster.local' })).toBeUndefined()
    expect(read({ port: 0 })).toBeUndefined()
  })
})
