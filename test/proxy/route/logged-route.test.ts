import { expect, it } from 'vitest'
import { decide } from '../../../src/proxy/route/decide.ts'
import { loggedRoute } from '../../../src/proxy/route/logged-route.ts'
import { documents, istio, service } from '../../compile/istio/mesh-of.ts'
import { tablesOf } from '../../compile/istio/tables-of.ts'
import { request } from './request.ts'

const RULE = istio('VirtualService', 'web', 'default', {
  hosts: ['web'],
  http: [{ name: 'ok', match: [{ uri: { prefix: '/ok' } }], route: [{ destination: { host: 'web' } }] }],
})
const tables = tablesOf(documents(service('web'), RULE))

function called(path: string, proto: string | undefined, authority = 'web') {
  const headers: Record<string, string[]> = proto === undefined ? {} : { 'x-forwarded-proto': [proto] }
  return { target: { host: 'web', port: 80 }, request: request({ authority, path, headers }), gateway: false }
}

// As the access log of a real Envoy 1.40 named them.
it.each([
  ['/ok%00', undefined, undefined],
  ['/ok%00', '', undefined],
  ['/ok%00', 'https', 'ok'],
  ['/ok%00', 'http', 'ok'],
  ['/ok/%00/../x', 'https', 'ok'],
  ['/none%00', 'https', undefined],
  ['/%00/../ok', 'https', undefined],
])('%s, x-forwarded-proto %j: the log names route %s', (path, proto, name) => {
  const call = called(path, proto)
  expect(decide(tables, call).verdict.kind).toBe('badRequest')
  expect(loggedRoute(tables, call)?.route.name).toBe(name)
})

it('it is that of the host that was asked for', () => {
  expect(loggedRoute(tables, called('/ok%00', 'https', 'nobody.example'))?.route.name).toBe('allow_any')
})
