import { describe, expect, test } from 'vitest'
import { readForeignTests } from '../../../src/config/route-tests/foreign/foreign-file.ts'
import { boundMesh } from '../../../src/routing/foreign-tests/bound-mesh.ts'
import { runForeignTests } from '../../../src/routing/foreign-tests/run-foreign.ts'
import { documents, istio, meshOf } from '../../compile/istio/mesh-of.ts'

const to = (host: string) => [{ destination: { host } }]

interface Asked {
  readonly authority?: string
  readonly method?: string
  readonly uri?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** One case against VirtualServices of the host shop.example at the Gateway `edge`, which the files do not hold. */
function check(
  http: readonly object[],
  asked: Asked,
  expected: object,
  spec: object = {},
  others: readonly string[] = [],
) {
  const vs = istio('VirtualService', 'shop', 'default', { hosts: ['shop.example'], gateways: ['edge'], http, ...spec })
  const { authority = 'shop.example', method = 'GET', uri = '/', headers = {} } = asked
  const request = { authority: [authority], method: [method], uri: [uri], headers }
  const text = JSON.stringify({ testCases: [{ description: 'case', request, ...expected }] })
  const file = readForeignTests(text, 't.json')
  expect(file.diagnostics).toEqual([])
  const [result, ...more] = runForeignTests(boundMesh(meshOf(documents(vs, ...others))), [file])
  expect(more).toEqual([])
  return result
}

const wants = (host: string) => ({ wantMatch: true, route: to(host) })

describe('where the older tool agrees', () => {
  test.each([
    ['exact', { exact: '/a' }, '/a', true],
    ['exact, other', { exact: '/a' }, '/ab', false],
    ['prefix', { prefix: '/a' }, '/ab', true],
    ['regex', { regex: '/a[0-9]' }, '/a1', true],
    ['part of a regex', { regex: '/a' }, '/ab', false],
    ['a query is no part of the uri', { exact: '/a' }, '/a?b=1', true],
  ])('%s', (_, match, uri, passes) => {
    const result = check([{ match: [{ uri: match }], route: to('a') }], { uri }, wants('a'))
    expect(result.passed).toBe(passes)
    expect(result.differs).toBeUndefined()
    if (!passes) expect(result.failures).toMatchObject([{ what: 'route', got: 'no rule: 404' }])
  })

  test('every block must differ where no match is wanted', () => {
    const rule = { route: to('a'), rewrite: { uri: '/x' } }
    const blocks = { wantMatch: false, route: to('b'), rewrite: { uri: '/x' } }
    const { passed, failures, differs } = check([rule], {}, blocks)
    expect(passed).toBe(false)
    expect(failures).toMatchObject([{ what: 'rewrite', expected: 'anything but {"uri":"/x"}' }])
    expect(differs).toBeUndefined()
  })

  test('the rule is named with its place', () => {
    const { rule, caller } = check([{ name: 'all', route: to('a') }], {}, wants('b'))
    expect(rule?.name).toBe('VirtualService/default/shop#0 (all)')
    expect(caller).toBe('gateway istio-system/istio-ingressgateway:80')
  })
})

describe('where it was wrong, the reason is named', () => {
  test.each<[string, readonly object[], Asked, object, string]>([
    [
      'a wildcard host',
      [{ route: to('a') }],
      { authority: 'x.shop.example' },
      { hosts: ['*.shop.example'] },
      'wildcards',
    ],
    [
      'the name of a header in another case',
      [{ match: [{ headers: { 'X-N': { exact: '1' } } }], route: to('a') }],
      { headers: { 'x-n': '1' } },
      {},
      'case',
    ],
    [
      'a header that only has to be there',
      [{ match: [{ headers: { 'x-n': {} } }], route: to('a') }],
      { headers: { 'x-n': '1' } },
      {},
      'be there',
    ],
    [
      'a query',
      [{ match: [{ queryParams: { q: { exact: '1' } } }], route: to('b') }, { route: to('a') }],
      {},
      {},
      'queryParams',
    ],
    [
      'withoutHeaders',
      [{ match: [{ withoutHeaders: { 'x-n': {} } }], route: to('b') }, { route: to('a') }],
      { headers: { 'x-n': '1' } },
      {},
      'withoutHeaders',
    ],
    [
      'ignoreUriCase',
      [{ match: [{ uri: { exact: '/A' }, ignoreUriCase: true }], route: to('a') }],
      { uri: '/a' },
      {},
      'ignoreUriCase',
    ],
    [
      'an alternation',
      [{ match: [{ uri: { regex: '/x|/y' } }], route: to('b') }, { route: to('a') }],
      { uri: '/x/more' },
      {},
      'regex',
    ],
  ])('%s', (_, http, asked, spec, reason) => {
    const { passed, differs } = check(http, asked, wants('a'), spec)
    expect(passed).toBe(true)
    expect(differs).toContain('would fail this')
    expect(differs).toContain(reason)
  })

  test('wantMatch: false with a misspelt host', () => {
    const unwanted = { wantMatch: false, route: to('b') }
    const { passed, failures, differs } = check([{ route: to('a') }], { authority: 'shop.exmaple' }, unwanted)
    expect(passed).toBe(false)
    expect(failures[0].got).toContain('did you mean shop.example?')
    expect(differs).toContain('would pass this')
  })
})

describe('delegates', () => {
  const root = [
    { match: [{ uri: { prefix: '/d' } }], delegate: { name: 'd', namespace: 'team' }, rewrite: { uri: '/r' } },
  ]
  const leaf = (http: readonly object[], namespace = 'team') => istio('VirtualService', 'd', namespace, { http })
  const delegate = { name: 'd', namespace: 'team' }

  test('their rule, with what it leaves open from the delegating one', () => {
    const blocks = { ...wants('a'), delegate, rewrite: { uri: '/r' } }
    expect(check(root, { uri: '/d' }, blocks, {}, [leaf([{ route: to('a') }])]).failures).toEqual([])
  })

  test('of another namespace they are not found', () => {
    const { failures } = check(root, { uri: '/d' }, wants('a'), {}, [leaf([{ route: to('a') }], 'other')])
    expect(failures).toMatchObject([{ got: 'no rule: 404' }])
  })
})

test('a VirtualService of the mesh is asked at a sidecar', () => {
  const { passed, caller } = check([{ route: to('a') }], { authority: 'a' }, wants('a'), { hosts: ['a'], gateways: [] })
  expect(passed).toBe(true)
  expect(caller).toBe('sidecar of default/client')
})
