import { describe, expect, test } from 'vitest'
import { readRouteTests } from '../../../src/config/route-tests/read-route-tests.ts'

const problems = (text: string) => readRouteTests(text, 't.yaml').diagnostics
const brief = (text: string) => problems(text).map(({ code, place }) => `${code} ${place.line}:${place.column}`)

/** One test; what is wrong stands in line 4 from column 14 (expect) or line 3 (request). */
const withExpect = (expect: string) =>
  `tests:\n  - name: a\n    request: { host: a }\n    expect: ${expect}\nkind: RouteTests\n`
const withRequest = (request: string) =>
  `tests:\n  - name: a\n    request: ${request}\n    expect: { to: a }\nkind: RouteTests\n`

test('what the cases below change is right by itself', () => {
  expect(brief(withExpect('{ to: a }'))).toEqual([])
  expect(brief(withRequest('{ host: a }'))).toEqual([])
})

describe('expectations that can never hold', () => {
  test.each([
    ['shares of another sum', '{ split: { v1: 90, v2: 20 } }', 'MS4004 4:15'],
    ['shares as texts of another sum', '{ split: { v1: "90%", v2: "9%" } }', 'MS4004 4:15'],
    ['a sum just outside', '{ split: { v1: 50, v2: 49.89 } }', 'MS4004 4:15'],
    ['a share above 100', '{ split: { v1: 101 } }', 'MS3007 4:28'],
    ['two keys for one destination', '{ split: { v1: 50, reviews/v1: 50 } }', 'MS4005 4:32'],
    ['two names of one host', '{ split: { reviews: 50, reviews.default: 50 } }', 'MS4005 4:37'],
    ['a status other than that of no route', '{ no-route: 404, status: 503 }', 'MS4005 4:30'],
    ['a status of no route that is none', '{ no-route: 503 }', 'MS4005 4:15'],
    ['no route to a server', '{ to: a, no-route: 404 }', 'MS4005 4:22'],
    ['no route by a rule', '{ rule: VirtualService/a, no-route: 404 }', 'MS4005 4:39'],
    ['a redirect to a server', '{ subset: v1, redirect: { code: 301 } }', 'MS4005 4:27'],
    ['a redirect of another status', '{ status: 302, redirect: { code: 301 } }', 'MS4005 4:15'],
    ['an answer of a proxy and a server', '{ status: 503, to: a }', 'MS4005 4:15'],
    ['split and subset', '{ split: { v1: 100 }, subset: v1 }', 'MS4005 4:15'],
    ['so and not so', '{ subset: v1, not: { subset: v1 } }', 'MS4005 4:34'],
    ['so and not so, of a policy', '{ timeout: 1s, not: { timeout: 1s } }', 'MS4005 4:35'],
    ['a share that must not be', '{ split: { v1: 90, v2: 10 }, not: { subset: v2 } }', 'MS4005 4:49'],
    ['a share of nothing', '{ weight: 50 }', 'MS4005 4:15'],
    ['a policy that allows', '{ authorization: { verdict: allowed, policy: p } }', 'MS4005 4:15'],
    ['a TLS mode that does not exist', '{ mtls: ISTIO-MUTUAL }', 'MS3008 4:21'],
    ['a balancer that does not exist', '{ lb: ROUNDROBIN }', 'MS3008 4:19'],
    ['a condition that does not exist', '{ retries: { retry-on: [5XX] } }', 'MS3008 4:37'],
    ['both names of retry-on', '{ retries: { on: [5xx], retry-on: [5xx] } }', 'MS3015 4:26'],
    ['a rule without kind', '{ rule: reviews#0 }', 'MS3006 4:21'],
    ['nothing', '{}', 'MS4006 4:5'],
    ['an empty not', '{ not: {} }', 'MS4006 4:5'],
    ['no snapshot', '{ snapshot: false }', 'MS4006 4:5'],
    ['no change of headers', '{ headers: { request: { set: {} } } }', 'MS4006 4:5'],
  ])('%s', (_, text, expected) => expect(brief(withExpect(text))).toEqual([expected]))

  test.each([
    ['a limit that does not exist', '{ limits: { request: 1 } }', 'MS3001 4:25'],
    ['an unknown key', '{ subsets: v1 }', 'MS3001 4:15'],
  ])('%s leaves nothing that is expected', (_, text, expected) => {
    expect(brief(withExpect(text))).toEqual([expected, 'MS4006 4:5'])
  })

  test('a case that contradicts what it inherits', () => {
    const text = `kind: RouteTests
tests:
  - name: a
    request: { host: a }
    expect: { subset: v1 }
    cases:
      - {}
      - { expect: { split: { v1: 90, v2: 10 } } }
`
    expect(brief(text)).toEqual(['MS4005 8:21'])
  })

  test('every faulty case is told, at its place, and what they inherit once', () => {
    const text = `kind: RouteTests
tests:
  - name: a
    request: { host: a }
    cases:
      - {}
      - { expect: { not: {} } }
  - name: b
    request: { host: a }
    expect: { weight: 50 }
    cases: [{}, {}]
`
    expect(brief(text)).toEqual(['MS4006 6:9', 'MS4006 7:11', 'MS4005 10:15'])
  })
})

describe('requests that no client sends', () => {
  test.each([
    ['no host', '{ path: /a }', 'MS3002 3:5'],
    ['a URL for a host', '{ host: http://a/ }', 'MS4012 3:22'],
    ['a host with a path', '{ host: a/b }', 'MS4012 3:22'],
    ['a port that is none', '{ host: "a:70000" }', 'MS4012 3:22'],
    ['a path without slash', '{ host: a, path: b }', 'MS4012 3:31'],
    ['a fragment', '{ host: a, path: "/b#c" }', 'MS4012 3:31'],
    ['a fragment of a URL', '{ url: "http://a/b#c" }', 'MS4012 3:21'],
    ['a space', '{ host: a, path: /b c }', 'MS4012 3:31'],
    ['no URL', '{ url: ftp://a }', 'MS4012 3:21'],
    ['url and host', '{ url: http://a/, host: b }', 'MS3015 3:32'],
    ['url and path', '{ url: http://a/b, path: /c }', 'MS3015 3:33'],
    ['a host among headers', '{ host: a, headers: { Host: b } }', 'MS4012 3:36'],
    ['names that differ in case', '{ host: a, headers: { X-A: "1", x-a: "2" } }', 'MS4011 3:46'],
    ['a value twice', '{ host: a, headers: { x-a: ["1", "1"] } }', 'MS4011 3:47'],
    ['a path twice', '{ host: a, path: [/b, /b] }', 'MS4011 3:36'],
    ['a method twice', '{ host: a, method: [get, GET] }', 'MS4011 3:39'],
  ])('%s', (_, text, expected) => expect(brief(withRequest(text))).toEqual([expected]))

  test('a scheme that contradicts the caller', () => {
    const text = withRequest('{ url: https://a/ }').replace(
      '  - name: a',
      '  - name: a\n    from: { gateway: g, tls: false }',
    )
    expect(brief(text)).toEqual(['MS3015 4:21'])
  })
})

describe('files', () => {
  test.each([
    ['no tests', 'kind: RouteTests\n', 'MS3002 1:1'],
    ['an empty list', 'kind: RouteTests\ntests: []\n', 'MS4002 2:1'],
    ['nothing behind tests', 'kind: RouteTests\ntests:\n', 'MS4002 2:1'],
    ['an empty file', '', 'MS4001 1:1'],
    [
      'a name twice',
      `${withRequest('{ host: a }')}`.replace('kind', '  - { name: a, request: { host: a }, expect: { to: a } }\nkind'),
      'MS4003 5:13',
    ],
    [
      'a caller that is two',
      withRequest('{ host: a }').replace('request:', 'from: { workload: a, gateway: b }\n    request:'),
      'MS3015 3:11',
    ],
  ])('%s', (_, text, expected) => expect(brief(text)).toContain(expected))

  test('missing tests are told in words', () => {
    expect(problems('kind: RouteTests\n')[0].message).toBe(
      'tests is missing: A list of tests, each with a name, a request and what to expect.',
    )
  })
})
