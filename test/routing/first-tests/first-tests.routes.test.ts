import { expect, test } from 'vitest'
import { firstTests } from '../../../src/routing/first-tests/first-tests.ts'
import { boundMesh } from '../../../src/routing/foreign-tests/bound-mesh.ts'
import { gateway, HTTP, route } from '../../compile/gateway-api/gateways-of.ts'
import { deployment, documents, meshOf, service } from '../../compile/istio/mesh-of.ts'

const PARENT = 'parentRefs: [{ name: door }]'
const SHOP = documents(deployment('web'), service('shop'), service('shop-v2'))
const to = (name: string, more = '') => `{ name: ${name}, port: 80${more} }`

function testsOf(...more: readonly string[]) {
  return firstTests(boundMesh(meshOf(documents(SHOP, ...more)))).map(entry =>
    'comment' in entry ? entry.comment : { name: entry.name, ...entry.example, from: entry.from, expect: entry.expect },
  )
}

test('conditions of an HTTPRoute are solved; the caller is its Gateway by name', () => {
  const match =
    '{ path: { value: /cart }, method: POST, headers: [{ name: x-user, value: a }], queryParams: [{ name: q, value: b }] }'
  const rules = `rules: [{ matches: [${match}], backendRefs: [${to('shop')}] }]`
  const [reached, missed, ...rest] = testsOf(
    gateway('door', HTTP),
    route('cart', `${PARENT}, hostnames: [shop.example], ${rules}`),
  )
  expect(reached).toMatchObject({
    name: 'HTTPRoute/default/cart rule 1',
    authority: 'shop.example',
    path: '/cart?q=b',
    method: 'POST',
    headers: { 'x-user': 'a' },
    from: { gateway: 'door', namespace: 'default', port: 80 },
    expect: { to: 'shop.default.svc.cluster.local', port: 80, rule: 'HTTPRoute/default/cart#0' },
  })
  expect(missed).toMatchObject({ path: '/cart?q=b', headers: {}, expect: { 'no-route': 404 } })
  expect(rest).toEqual([])
})

// Gateway API: PathPrefix compares whole path elements, so that /cartx is outside of /cart.
test('a path just outside of a prefix is one letter longer, and goes where the proxy sends it', () => {
  const rules = `rules: [
    { matches: [{ path: { value: / } }], backendRefs: [${to('shop')}] },
    { matches: [{ path: { value: /cart } }], backendRefs: [${to('shop', ', weight: 3')}, ${to('shop-v2')}] }]`
  const entries = testsOf(gateway('door', HTTP), route('cart', `${PARENT}, ${rules}`))
  expect(entries).toMatchObject([
    { path: '/', authority: 'any.example', expect: { rule: 'HTTPRoute/default/cart#0' } },
    {
      path: '/cart',
      expect: { split: { 'shop.default.svc.cluster.local': 75, 'shop-v2.default.svc.cluster.local': 25 } },
    },
    { path: '/cartx', expect: { rule: 'HTTPRoute/default/cart#0' } },
  ])
})

test('a GRPCRoute is asked as gRPC asks', () => {
  const rules = `rules: [{ matches: [{ method: { service: shop.Cart, method: Add } }], backendRefs: [${to('shop')}] }]`
  const [reached, missed] = testsOf(gateway('door', HTTP), route('grpc', `${PARENT}, ${rules}`, 'default', 'GRPCRoute'))
  expect(reached).toMatchObject({
    method: 'POST',
    path: '/shop.Cart/Add',
    headers: { 'content-type': 'application/grpc' },
    expect: { to: 'shop.default.svc.cluster.local', rule: 'GRPCRoute/default/grpc#0' },
  })
  expect(missed).toMatchObject({ path: '/shop.Cart/Addx', expect: { 'no-route': 404 } })
})

test('one test for each match, however many listeners and hosts repeat it; routes on Services are called by a sidecar', () => {
  const listeners = `${HTTP}, { name: more, port: 8080, protocol: HTTP }`
  const hosts = 'hostnames: [a.example, b.example]'
  const rules = `rules: [{ matches: [{ path: { value: /a } }, { path: { value: /b } }], backendRefs: [${to('shop')}] }]`
  const onService = 'parentRefs: [{ group: "", kind: Service, name: shop }]'
  const entries = testsOf(
    gateway('door', listeners),
    route('outside', `${PARENT}, ${hosts}, ${rules}`),
    route('inside', `${onService}, rules: [{ backendRefs: [${to('shop-v2')}] }]`),
  )
  expect(entries).toMatchObject([
    { name: 'HTTPRoute/default/outside rule 1, match 1', authority: 'a.example', path: '/a' },
    { name: 'HTTPRoute/default/outside rule 1, match 1, missed: path /ax' },
    { name: 'HTTPRoute/default/outside rule 1, match 2', authority: 'a.example', path: '/b' },
    { name: 'HTTPRoute/default/outside rule 1, match 2, missed: path /bx' },
    {
      name: 'HTTPRoute/default/inside rule 1',
      from: { workload: 'web', namespace: 'default' },
      expect: { to: 'shop-v2.default.svc.cluster.local', rule: 'HTTPRoute/default/inside#0' },
    },
  ])
})

test('a route that an older one of the same conditions hides is a comment that names it', () => {
  const rules = `rules: [{ backendRefs: [${to('shop')}] }]`
  const entries = testsOf(gateway('door', HTTP), route('a', `${PARENT}, ${rules}`), route('b', `${PARENT}, ${rules}`))
  expect(entries.at(-1)).toBe(
    'HTTPRoute/default/b rule 1: its example is taken by HTTPRoute/default/a#0, an earlier rule',
  )
})
