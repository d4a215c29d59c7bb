import { beforeAll, describe, expect, it } from 'vitest'
import { initHash } from '../../../src/proxy/hash.ts'
import { unsupportedFeature } from '../../../src/routing/conformance/suite.ts'
import { judged } from './suite.ts'

beforeAll(initHash)

const TO_CART = '[{ matches: [{ path: { value: /cart } }], backendRefs: [{ name: cart, port: 8080 }] }]'

describe('an assertion of the conformance suite', () => {
  it('holds where status and back-end are as wanted', () => {
    const report = judged(TO_CART, { Request: { Path: '/cart/1' }, Backend: 'cart', Namespace: 'shop' })
    expect(report).toEqual({ held: 1, assertions: 1, failures: [] })
  })

  it('fails with what was wanted and what came', () => {
    const { held, failures } = judged(TO_CART, { Request: { Path: '/carts' }, Backend: 'cart', Namespace: 'shop' })
    expect(held).toBe(0)
    expect(failures).toEqual([
      'Sample: GET /carts  (http to shop/front-istio:80)\n  status\n    wanted 200\n    got    404',
    ])
  })

  it('fails for another back-end, path or header than wanted', () => {
    const other = judged(TO_CART, { Request: { Path: '/cart' }, Backend: 'pay', Namespace: 'shop' })
    expect(other.failures[0]).toContain('wanted shop/pay')
    const request = { Request: { Path: '/' } }
    const path = judged(TO_CART, { Request: { Path: '/cart' }, ExpectedRequest: request, Backend: 'cart' })
    expect(path.failures[0]).toContain('path at the back-end\n    wanted /\n    got    /cart')
    const header = judged(TO_CART, { Request: { Path: '/cart' }, Response: { Headers: { 'X-A': '1' } } })
    expect(header.failures[0]).toContain('response header X-A\n    wanted 1\n    got    (absent)')
  })

  it('sees what filters do to the headers of a back-end', () => {
    const filter =
      '{ type: ResponseHeaderModifier, responseHeaderModifier: { remove: [x-a], add: [{ name: x-b, value: "2" }] } }'
    const rules = `[{ filters: [${filter}], backendRefs: [{ name: cart, port: 8080 }] }]`
    const report = judged(rules, {
      Request: { Path: '/' },
      BackendSetResponseHeaders: { 'X-A': '1', 'X-B': '1' },
      Response: { Headers: { 'X-B': '1, 2' }, AbsentHeaders: ['X-A'] },
    })
    expect(report.failures).toEqual([])
  })

  it('compares the parts of a redirect', () => {
    const rules =
      '[{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https, hostname: new.example } }] }]'
    const wanted = { Scheme: 'https', Host: 'new.example', Port: '443', Path: '/x' }
    const good = judged(rules, { Request: { Path: '/x' }, RedirectRequest: wanted, Response: { StatusCode: 302 } })
    expect(good.failures).toEqual([])
    const bad = judged(rules, {
      Request: { Path: '/x' },
      RedirectRequest: { ...wanted, Port: '8443' },
      Response: { StatusCode: 302 },
    })
    expect(bad.failures[0]).toContain('redirect port\n    wanted 8443\n    got    (none)')
  })

  it('obeys the delay that the suite writes into the URL', () => {
    const rules = '[{ timeouts: { request: 500ms }, backendRefs: [{ name: cart, port: 8080 }] }]'
    const late = judged(rules, { Request: { Path: '/?delay=1s' }, Response: { StatusCode: 504 } })
    expect(late.failures).toEqual([])
    expect(judged(rules, { Request: { Path: '/?delay=100ms' }, Backend: 'cart' }).failures).toEqual([])
  })
})

describe('features', () => {
  it('that istiod leaves out are named', () => {
    const test = { test: 'T', features: ['Gateway', 'UDPRoute'], manifests: [], cases: [] }
    expect(unsupportedFeature(test)).toBe('UDPRoute')
    expect(unsupportedFeature({ ...test, features: ['Gateway', 'HTTPRoute'] })).toBeUndefined()
  })
})

describe('copies and calls', () => {
  it('a mirror has to have got its copy', () => {
    const rules =
      '[{ filters: [{ type: RequestMirror, requestMirror: { backendRef: { name: cart, port: 8080 } } }], backendRefs: [{ name: cart, port: 8080 }] }]'
    const request = { Request: { Path: '/' }, Namespace: 'shop' }
    expect(judged(rules, { ...request, MirroredTo: [{ Name: 'cart' }] }).failures).toEqual([])
    expect(judged(rules, { ...request, MirroredTo: [{ Name: 'pay' }] }).failures[0]).toContain('wanted shop/pay')
  })

  it('a gRPC call is a request, its status a header', () => {
    const call = { EchoRequest: {}, RequestMetadata: { Authority: 'any.example' }, Namespace: 'shop' }
    const here =
      '[{ matches: [{ path: { value: /gateway_api_conformance.echo_basic.grpcecho.GrpcEcho/Echo } }], backendRefs: [{ name: cart, port: 8080 }] }]'
    expect(judged(here, { ...call, Backend: 'cart' }).failures).toEqual([])
    const elsewhere = here.replace('GrpcEcho/Echo', 'GrpcEcho/EchoTwo')
    expect(judged(elsewhere, { ...call, Response: { Code: 'codes.Unimplemented' } }).failures).toEqual([])
    expect(judged(elsewhere, { ...call, Backend: 'cart' }).held).toBe(0)
  })
})
