import { expect, test } from 'vitest'
import { parseYaml } from '../../../src/config/yaml.ts'
import { firstTestsText } from '../../../src/routing/first-tests/file-text.ts'
import { type FirstTest, firstTests } from '../../../src/routing/first-tests/first-tests.ts'
import { boundMesh } from '../../../src/routing/foreign-tests/bound-mesh.ts'
import { deployment, documents, istio, meshOf, service } from '../../compile/istio/mesh-of.ts'

const shop = (http: readonly object[], spec: object = {}) =>
  meshOf(
    documents(
      deployment('web'),
      service('shop'),
      istio('VirtualService', 'shop', 'default', { hosts: ['shop'], http, ...spec }),
    ),
  )
const to = (subset: string) => [{ destination: { host: 'shop', subset } }]

function testsOf(mesh: ReturnType<typeof shop>) {
  return firstTests(boundMesh(mesh)).map(entry =>
    'comment' in entry ? entry.comment : { ...entry.example, from: entry.from, expect: entry.expect },
  )
}

test('conditions of every kind are solved, and one of them just missed', () => {
  const match = {
    uri: { prefix: '/cart' },
    method: { exact: 'POST' },
    headers: { 'x-user': { regex: '[0-9]+' } },
    queryParams: { step: { exact: '2' } },
    withoutHeaders: { 'x-robot': {} },
    port: 80,
    sourceLabels: { app: 'web' },
  }
  const [reached, missed] = testsOf(shop([{ match: [match], route: to('a') }]))
  expect(reached).toMatchObject({
    path: '/cart?step=2',
    method: 'POST',
    headers: { 'x-user': '0' },
    from: { workload: 'web', namespace: 'default' },
    expect: { to: 'shop.default.svc.cluster.local', subset: 'a', rule: 'VirtualService/default/shop#0' },
  })
  expect(missed).toMatchObject({ headers: {}, path: '/cart?step=2', expect: { 'no-route': 404 } })
})

test('a miss falls to the next rule, whose split is expected', () => {
  const http = [
    { match: [{ uri: { exact: '/a' } }], redirect: { uri: '/b' } },
    { route: [...to('a').map(each => ({ ...each, weight: 75 })), ...to('b').map(each => ({ ...each, weight: 25 }))] },
  ]
  const split = { 'shop.default.svc.cluster.local/a': 75, 'shop.default.svc.cluster.local/b': 25 }
  expect(testsOf(shop(http))).toMatchObject([
    { path: '/a', expect: { redirect: { to: 'http://shop.default.svc.cluster.local/b', code: 301 } } },
    { path: '/ax', expect: { split, rule: 'VirtualService/default/shop#1' } },
    { path: '/', expect: { split } },
  ])
})

test('a rule behind one that takes its requests is a comment that names it', () => {
  const http = [
    { match: [{ uri: { prefix: '/a' } }], route: to('a') },
    { match: [{ uri: { prefix: '/a/b' } }], route: to('b') },
  ]
  expect(testsOf(shop(http)).at(-1)).toBe(
    'default/shop rule 2: its example is taken by VirtualService/default/shop#0, an earlier rule',
  )
})

test('the caller of a rule for a gateway is that gateway, by its Service and port', () => {
  const mesh = shop([{ route: to('a') }], { hosts: ['shop.example'], gateways: ['door'] })
  expect(testsOf(mesh)).toMatchObject([
    { authority: 'shop.example', from: { gateway: 'istio-ingressgateway', namespace: 'istio-system', port: 80 } },
  ])
})

test('the file reads back as the tests that were written', () => {
  const mesh = shop([{ match: [{ headers: { 'end-user': { exact: 'no' } } }], route: to('a') }])
  const entries = firstTests(boundMesh(mesh))
  const { documents: read, diagnostics } = parseYaml(firstTestsText(['mesh/'], '1.32', entries), 'x.yaml', 'yaml12')
  expect(diagnostics).toEqual([])
  const tests = entries.filter((entry): entry is Extract<FirstTest, { name: string }> => 'name' in entry)
  expect(tests).toHaveLength(2)
  expect(read[0].value).toMatchObject({
    kind: 'RouteTests',
    mesh: { files: ['mesh/'], istio: '1.32' },
    tests: tests.map(({ name, from, expect }) => ({ name, from, expect })),
  })
  expect(read[0].value).toMatchObject({ tests: [{ request: { headers: { 'end-user': 'no' } } }, {}] })
})
