import { expect, test } from 'vitest'
import { readMesh } from '../../../src/config/read-mesh.ts'
import { readRouteTests } from '../../../src/config/route-tests/read-route-tests.ts'
import { runRouteTests } from '../../../src/routing/test/run-route-tests.ts'
import { gateway, HTTP, route } from '../../compile/gateway-api/gateways-of.ts'
import { deployment, documents, service } from '../../compile/istio/mesh-of.ts'

const RULES = `rules: [
  { matches: [{ path: { type: PathPrefix, value: /old } }],
    filters: [{ type: RequestRedirect, requestRedirect: { path: { type: ReplaceFullPath, replaceFullPath: /new }, statusCode: 301 } }] },
  { matches: [{ path: { type: Exact, value: /pay } }, { headers: [{ name: x-pay, value: "1" }] }],
    timeouts: { request: 2s }, backendRefs: [{ name: pay, port: 80 }] },
  { backendRefs: [{ name: shop, port: 80, weight: 9 }, { name: pay, port: 80, weight: 1 }] }]`
const MESH = documents(
  deployment('shop'),
  service('shop'),
  deployment('pay'),
  service('pay'),
  gateway('door', HTTP),
  route('shop', `parentRefs: [{ name: door }], hostnames: [shop.example], ${RULES}`),
)

/** For each expectation what does not hold. */
function failuresOf(path: string, expectation: string): readonly string[] {
  const entry = `{ name: t, from: { gateway: door }, request: { host: shop.example, path: ${path} }, expect: ${expectation} }`
  const { suite } = readRouteTests(`kind: RouteTests\ntests: [${entry}]\n`, 't.yaml')
  if (!suite) throw new Error('no suite')
  const { files } = runRouteTests(readMesh([{ path: 'm.yaml', text: MESH }]), [suite]).run
  return files
    .flatMap(({ tests }) => tests.flatMap(each => each.checks.flatMap(check => check.failures)))
    .map(f => f.what)
}

test.each([
  ['/old/1', '{ redirect: { to: "http://shop.example/new", code: 301 }, rule: HTTPRoute/shop#0 }'],
  ['/pay', '{ to: pay, port: 80, timeout: 2s, rule: HTTPRoute/shop#1 }'],
  ['/older', '{ split: { shop: 90, pay: 10 }, rule: HTTPRoute/default/shop#2 }'],
])('%s does what its HTTPRoute says', (path, expectation) => {
  expect(failuresOf(path, expectation)).toEqual([])
})

test.each([
  ['/old', '{ redirect: { to: "http://shop.example/old", code: 301 } }', 'redirect'],
  ['/pay', '{ to: shop }', 'to'],
  ['/pay', '{ timeout: 3s }', 'timeout'],
  ['/', '{ split: { shop: 80, pay: 20 } }', 'split'],
  ['/', '{ rule: HTTPRoute/shop#1 }', 'rule'],
])('%s: %s fails by its %s', (path, expectation, what) => {
  expect(failuresOf(path, expectation)).toEqual([what])
})
