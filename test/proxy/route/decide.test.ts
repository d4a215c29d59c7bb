import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/proxy/route/decide.ts'
import { documents, istio, service } from '../../compile/istio/mesh-of.ts'
import { tablesOf } from '../../compile/istio/tables-of.ts'
import { request } from './request.ts'

const RULE = istio('VirtualService', 'web', 'default', {
  hosts: ['web'],
  http: [
    { name: 'jason', match: [{ headers: { 'end-user': { exact: 'jason' } } }], directResponse: { status: 201 } },
    { name: 'post', match: [{ method: { exact: 'POST' } }], directResponse: { status: 202 } },
    { name: 'api', match: [{ uri: { prefix: '/api' } }], directResponse: { status: 203 } },
  ],
})
const tables = tablesOf(documents(service('web'), RULE))
const ask = (parts: Parameters<typeof request>[0], host = 'web') =>
  decide(tables, { target: { host, port: 80 }, request: request({ authority: host, ...parts }), gateway: false })

describe('decide', () => {
  it('walks from the listener to the route', () => {
    const { connection, table, virtualHost, verdict } = ask({ path: '/api/x' })
    expect(connection.listener?.name).toBe('0.0.0.0_80')
    expect(table?.name).toBe('80')
    expect(virtualHost?.name).toBe('web.default.svc.cluster.local:80')
    expect(verdict).toMatchObject({ kind: 'route', index: 2, route: { name: 'api' } })
  })

  it('never leaves a virtual host whose routes all fail', () => {
    expect(ask({ path: '/other' }).verdict.kind).toBe('noRoute')
  })

  it('knows no other methods than the parser', () => {
    expect(ask({ method: 'DELETED' }).verdict.kind).toBe('badRequest')
  })

  it('finds no route at a sidecar whose application says there is no protocol, as a live Envoy 1.40', () => {
    const proto = (value: string) => ask({ path: '/api', headers: { 'x-forwarded-proto': [value] } }).verdict.kind
    expect(['', 'ftp', 'HTTPS', 'http,https'].map(proto)).toEqual(['noRoute', 'route', 'route', 'route'])
  })

  it('sends unknown hosts through', () => {
    const { verdict } = ask({}, 'nobody.example')
    expect(verdict).toMatchObject({ kind: 'route', route: { name: 'allow_any' } })
  })

  it('reports a table that Envoy would refuse', () => {
    const bad = istio('VirtualService', 'bad', 'default', {
      hosts: ['web'],
      http: [{ redirect: { uri: '/x', redirectCode: 305 } }],
    })
    const refused = tablesOf(documents(service('web'), service('api'), bad))
    const call = { target: { host: 'api', port: 80 }, request: request({ authority: 'api' }), gateway: false }
    expect(decide(refused, call).verdict).toEqual({ kind: 'rejected', reason: '"action", reason: is required' })
  })
})
