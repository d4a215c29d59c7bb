import { describe, expect, test } from 'vitest'
import { initHash } from '../../../src/proxy/hash.ts'
import { toBeRefused, toRouteTo, toSplit } from '../../../src/routing/matchers/matchers.ts'
import { route } from '../../../src/routing/matchers/route.ts'
import '../../../src/vitest.ts'
import { deployment, documents, istio, meshOf, service } from '../../compile/istio/mesh-of.ts'

await initHash()

const mesh = meshOf(
  documents(
    deployment('shop'),
    service('shop'),
    deployment('web'),
    deployment('reviews-v1', { replicas: 3, labels: { app: 'reviews', version: 'v1' } }),
    service('reviews', 'default', { ports: [{ name: 'http', port: 9080 }] }),
    istio('DestinationRule', 'reviews', 'default', {
      host: 'reviews',
      subsets: ['v1', 'v2'].map(name => ({ name, labels: { version: name } })),
    }),
    istio('Gateway', 'door', 'default', {
      selector: { istio: 'ingressgateway' },
      servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example'] }],
    }),
    istio('VirtualService', 'shop', 'default', {
      hosts: ['shop.example'],
      gateways: ['door'],
      http: [
        { match: [{ uri: { exact: '/old' } }], redirect: { uri: '/new', redirectCode: 302 } },
        { match: [{ uri: { prefix: '/shop' } }], timeout: '2s', route: [{ destination: { host: 'shop' } }] },
        { match: [{ uri: { prefix: '/closed' } }], directResponse: { status: 451 } },
      ],
    }),
    istio('VirtualService', 'reviews', 'default', {
      hosts: ['reviews'],
      http: [
        {
          match: [{ headers: { 'end-user': { exact: 'jason' } } }],
          route: [{ destination: { host: 'reviews', subset: 'v1' } }],
        },
        {
          route: [
            { destination: { host: 'reviews', subset: 'v1' }, weight: 90 },
            { destination: { host: 'reviews', subset: 'v2' }, weight: 10 },
          ],
        },
      ],
    }),
  ),
)

const ofReviews = (headers = {}) => route(mesh, { from: 'web', host: 'reviews', path: '/reviews/0', headers })

describe('route', () => {
  test('of a workload, by the only port of the Service', () => {
    expect(ofReviews({ 'End-User': 'jason' })).toMatchObject({
      destinations: [
        { host: 'reviews.default.svc.cluster.local', subset: 'v1', port: 9080, weight: 100, endpoints: 3 },
      ],
      ruleName: 'VirtualService/default/reviews#0',
    })
  })

  test('without a caller by the gateway that serves the host', () => {
    const shop = route(mesh, { host: 'shop.example', path: '/shop/1' })
    expect(shop).toRouteTo('shop')
    expect(shop.timeout).toBe(2000)
    expect(shop.explain()).toContain('gateway istio-system/istio-ingressgateway')
  })

  test('a caller that nobody is throws, with the nearest name', () => {
    expect(() => route(mesh, { from: 'wep', host: 'reviews' })).toThrow('did you mean web?')
  })
})

describe('matchers', () => {
  test('a subset takes every request or its percent', () => {
    expect(ofReviews({ 'end-user': 'jason' })).toRouteTo('reviews', { subset: 'v1', port: 9080 })
    expect(ofReviews()).toRouteTo('reviews')
    expect(ofReviews()).not.toRouteTo('reviews', { subset: 'v1' })
    expect(ofReviews()).toRouteTo('reviews', { subset: 'v1', weight: 90 })
    expect(ofReviews()).not.toRouteTo('review')
    expect(ofReviews()).not.toRouteTo('reviews', { port: 80, weight: 90 })
  })

  test('a split must name all that has a share', () => {
    expect(ofReviews()).toSplit({ v1: 90, v2: 10 })
    expect(ofReviews()).toSplit({ 'reviews/v1': 90, 'reviews.default/v2': 10 })
    expect(ofReviews()).not.toSplit({ v1: 90 })
    expect(ofReviews()).not.toSplit({ v1: 80, v2: 20 })
  })

  test('redirects and refusals', () => {
    const old = route(mesh, { host: 'shop.example', path: '/old' })
    expect(old).toRedirectTo('http://shop.example/new', { code: 302 })
    expect(old).not.toRedirectTo('http://shop.example/new', { code: 301 })
    expect(old).not.toBeRefused()
    const closed = route(mesh, { host: 'shop.example', path: '/closed' })
    expect(closed).toBeRefused(451)
    expect(closed).not.toBeRefused(404)
    expect(route(mesh, { host: 'shop.example', path: '/nowhere' })).toBeRefused(404)
    expect(ofReviews({ 'end-user': 'jason' })).not.toBeRefused()
  })

  test('gRPC requests meet the same redirects and refusals, though they are told with a 200', () => {
    const call = (path: string) =>
      route(mesh, { host: 'shop.example', path, headers: { 'content-type': 'application/grpc' } })
    expect(call('/old')).toRedirectTo('http://shop.example/new', { code: 302 })
    expect(call('/old')).not.toBeRefused()
    expect(call('/closed')).toBeRefused(451)
    expect(call('/nowhere')).toBeRefused(404)
  })

  test('a failure tells what was expected, what came, by which rule and where it stands', () => {
    const message = toRouteTo(ofReviews(), 'reviews', { subset: 'v2' }).message()
    expect(message).toContain('expected  reviews subset v2')
    expect(message).toContain('got  reviews.default subset v1 port 9080 90%, reviews.default subset v2 port 9080 10%')
    expect(message).toContain('by VirtualService/default/reviews#1')
    expect(message).toMatch(/mesh\.yaml:\d+:\d+/)
    expect(toSplit(ofReviews(), { v1: 50, v2: 50 }).message()).toContain('expected  split v1 50%, v2 50%')
    expect(toBeRefused(ofReviews(), 403).message()).toContain('expected  refused with 403')
  })
})
