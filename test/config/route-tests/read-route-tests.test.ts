import { describe, expect, test } from 'vitest'
import { readRouteTests } from '../../../src/config/route-tests/read-route-tests.ts'
import { WORKED_EXAMPLE } from './worked-example.ts'

function suiteOf(text: string) {
  const { suite, diagnostics } = readRouteTests(text, 't.yaml')
  expect(diagnostics).toEqual([])
  if (!suite) throw new Error('no suite')
  return suite
}

/** The checks of one test whose body stands in flow style. */
const checksOf = (body: string) => suiteOf(`kind: RouteTests\ntests:\n  - { name: a, ${body} }\n`).tests[0].checks

describe('the worked example', () => {
  const { tests, mesh, coverage } = suiteOf(WORKED_EXAMPLE)

  test('lists multiply, and a check of several is named by what differs', () => {
    expect(tests.map(({ checks }) => checks.map(({ title }) => title))).toEqual([
      ['/catalogue', '/search', '/api/v1/books/7'],
      ['/admin', '/catalogue/1'],
      ['x-role: librarian', 'x-role: reader', 'x-role: Librarian', 'x-role: ""'],
      [''],
    ])
  })

  test('mesh, goals and overlays', () => {
    expect(mesh?.files.map(({ name }) => name)).toEqual(['mesh/', 'overlays/library-ab.yaml'])
    expect(mesh?.istio).toBe('1.26')
    expect(coverage).toEqual({ routes: 80, subsets: 100, exclude: ['VirtualService/legacy-*'] })
    expect(tests[3].given.map(({ name, place }) => `${name} ${place.line}`)).toEqual(['overlays/loans-90-10.yaml 20'])
  })

  test('callers and requests', () => {
    expect(tests[0].checks[1]).toMatchObject({
      from: { gateway: 'library-gateway', port: 8080, tls: false },
      request: { host: 'library.example', path: '/search', method: 'GET', headers: new Map() },
    })
    expect(tests[2].checks[3].request.headers).toEqual(new Map([['x-role', ['']]]))
  })

  test('expectations', () => {
    expect(tests[0].checks[0].expect).toEqual({
      to: 'catalogue',
      port: 9080,
      rule: 'VirtualService/library#0',
      endpoints: { operator: '>=', value: 1 },
    })
    expect(tests[1].checks[0].expect).toEqual({ noRoute: 404 })
    expect(tests[2].checks[1].expect).toEqual({ subset: 'v1', not: { subset: 'v2' } })
    expect(tests[3].checks[0].expect).toEqual({
      split: { v1: 90, v2: 10 },
      timeoutNs: 'none',
      retries: { attempts: 2, on: ['connect-failure', 'refused-stream'], not: ['503'] },
      locality: { failover: false, because: 'no outlierDetection' },
      mtls: 'ISTIO_MUTUAL',
      lb: 'LEAST_REQUEST',
    })
  })
})

describe('cases', () => {
  test('each key of request, headers, expect and not is taken over by itself', () => {
    const [check] = checksOf(
      'request: { host: a, path: /x, headers: { one: "1", two: "2" } }, expect: { to: a, timeout: 1s, not: { lb: RANDOM } }, ' +
        'cases: [{ request: { headers: { Two: "3" } }, expect: { timeout: 2s, not: { subset: v1 } } }]',
    )
    expect(check.request).toEqual({
      host: 'a',
      path: '/x',
      method: 'GET',
      headers: new Map([
        ['one', ['1']],
        ['two', ['3']],
      ]),
    })
    expect(check.expect).toEqual({ to: 'a', timeoutNs: 2e9, not: { lb: 'RANDOM', subset: 'v1' } })
  })

  test('a check stands where its expectation is written', () => {
    const checks = checksOf('request: { host: a }, expect: { to: a }, cases: [{}, { expect: { to: a, subset: b } }]')
    expect(checks.map(({ place: { line, column } }) => `${line}:${column}`)).toEqual(['3:46', '3:79'])
  })

  test.each([
    ['host', '{ request: { host: b } }', ['a', 'b']],
    ['path', '{ request: { path: /b } }', ['/', '/b']],
    ['method', '{ request: { method: post } }', ['GET', 'POST']],
    ['scheme', '{ request: { url: https://a/ } }', ['http', 'https']],
    ['caller', '{ from: { workload: w, namespace: n } }', ['from anywhere', 'from w in n']],
    [
      'header',
      '{ request: { headers: { h: absent } } }, { request: { headers: { h: x } } }',
      ['h: absent', 'h: absent', 'h: x'],
    ],
    ['nothing', '{}', ['case 1', 'case 2']],
  ])('checks that differ in %s', (_, other, titles) => {
    const found = checksOf(`request: { host: a }, expect: { to: a }, cases: [{}, ${other}]`).map(({ title }) => title)
    const expected = titles[0] === 'h: absent' ? ['h: absent, case 1', 'h: absent, case 2', 'h: x'] : titles
    expect(found).toEqual(expected)
  })
})

describe('what a file may write in several ways', () => {
  const expectOf = (text: string) => checksOf(`request: { host: a }, expect: ${text}`)[0].expect

  test.each([
    ['{ split: { v1: 90%, v2: 10% } }', { split: { v1: 90, v2: 10 } }],
    ['{ split: { v1: 33.3, v2: 33.3, v3: 33.3 } }', { split: { v1: 33.3, v2: 33.3, v3: 33.3 } }],
    ['{ split: { v1: 50.1, v2: 50 } }', { split: { v1: 50.1, v2: 50 } }],
    ['{ split: { a.b.svc.cluster.local: 50, a.b.svc.cluster.local/v1: 50 } }', {}],
    ['{ retries: { on: [503] } }', { retries: { on: ['503'] } }],
    ['{ redirect: https://a/ }', { redirect: { to: 'https://a/' } }],
    ['{ mirror: { to: b, percent: 5% } }', { mirror: [{ to: 'b', percent: 5 }] }],
    ['{ authorization: denied }', { authorization: { verdict: 'denied' } }],
    ['{ no-route: 404, status: 404, mirror: none, retries: none, timeout: none }', { noRoute: 404, status: 404 }],
    ['{ no-route: 404, endpoints: 0 }', { noRoute: 404 }],
    ['{ to: a, weight: 90, not: { to: a } }', undefined],
    ['{ redirect: { to: "http://a.default.svc.cluster.local/b", code: 301 }, rule: VirtualService/default/a#0 }', {}],
  ])('%s', (text, expected) => {
    if (expected === undefined) {
      const { diagnostics } = readRouteTests(
        `kind: RouteTests\ntests:\n  - { name: a, request: { host: a }, expect: ${text} }`,
        't',
      )
      expect(diagnostics.map(({ code }) => code)).toEqual(['MS4005'])
    } else expect(expectOf(text)).toMatchObject(expected)
  })

  test('https:// means TLS, of whoever calls', () => {
    const url = 'request: { url: https://shop.example/a?b=c }, expect: { to: a }'
    expect(checksOf(url)[0].request).toMatchObject({ tls: true, host: 'shop.example', path: '/a?b=c' })
    expect(checksOf(`from: { gateway: g }, ${url}`)[0].from).toMatchObject({ gateway: 'g', tls: true })
  })
})
