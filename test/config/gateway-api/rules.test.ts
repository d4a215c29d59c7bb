import { describe, expect, test } from 'vitest'
import { manifest, marked, readText } from '../reading.ts'

const GROUP = 'gateway.networking.k8s.io'
const route = (rules: string, kind = 'HTTPRoute') =>
  manifest(kind, `parentRefs: [{ name: gw }]\nrules:\n${rules}`, GROUP)
const filtered = (filters: string) => route(`- filters: [${filters}]`)
const REDIRECT = '{ type: RequestRedirect, requestRedirect: { scheme: https } }'
const REWRITE = '{ type: URLRewrite, urlRewrite: { hostname: a.example } }'
const SET = '{ type: RequestHeaderModifier, requestHeaderModifier: { set: [{ name: a, value: b }] } }'

function expectRefused(code: string, text: string): void {
  const { text: bare, place } = marked(text)
  expect(readText(bare).errors).toContain(`${code} ${place}`)
}

describe('rules of an HTTPRoute', () => {
  test.each([
    ['a percent-encoded slash', '- matches: [{ path: { value: »/a%2fb } }]'],
    ['a relative path', '- matches: [{ path: { value: »a } }]'],
    ['two slashes', '- matches: [{ path: { value: »/a//b } }]'],
    ['a dot segment', '- matches: [{ path: { value: »/a/.. } }]'],
    ['a name that is taken', '- { name: a }\n- { name: »a }'],
    ['a try longer than the request', '- { timeouts: { request: 1s, backendRequest: »2s } }'],
  ])('%s is refused', (_, rules) => expectRefused('MS2322', route(rules)))

  test('a regular expression may be anything, and a timeout of zero is none', () => {
    const rules =
      '- matches: [{ path: { type: RegularExpression, value: "a//b" } }]\n  timeouts: { request: 0s, backendRequest: 2s }'
    expect(readText(route(rules)).errors).toEqual([])
  })

  test('a try may take as long as the request', () => {
    expect(readText(route('- timeouts: { request: 1s, backendRequest: 1s }')).errors).toEqual([])
  })
})

describe('filters', () => {
  test.each([
    ['a redirect beside back-ends', route(`- filters: [»${REDIRECT}]\n  backendRefs: [{ name: a, port: 80 }]`)],
    [
      'a redirect beside a rewrite',
      filtered(`${REDIRECT}, { type: »URLRewrite, urlRewrite: { hostname: a.example } }`),
    ],
    ['a rewrite twice', filtered(`${REWRITE}, { type: »URLRewrite, urlRewrite: { hostname: a.example } }`)],
    ['settings of another type', filtered('{ type: URLRewrite, urlRewrite: { hostname: a.example }, »cors: {} }')],
    ['a type without settings', filtered('»{ type: CORS }')],
    [
      'a path of another type',
      filtered(
        '{ type: URLRewrite, urlRewrite: { path: { type: ReplaceFullPath, replaceFullPath: /, »replacePrefixMatch: / } } }',
      ),
    ],
    [
      'a prefix replaced where none is matched',
      route(
        '- matches: [{ path: { type: Exact, value: /a } }]\n  filters: [{ type: URLRewrite, urlRewrite: { path: »{ type: ReplacePrefixMatch, replacePrefixMatch: / } } }]',
      ),
    ],
    [
      'a mirror with percent and fraction',
      filtered(
        '{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 80 }, percent: 5, »fraction: { numerator: 1 } } }',
      ),
    ],
    ['a star among methods', filtered('{ type: CORS, cors: { allowMethods: »["*", GET] } }')],
  ])('%s are refused', (_, text) => expectRefused('MS2323', text))

  test('of different types stand together, mirrors also twice', () => {
    const mirror = '{ type: RequestMirror, requestMirror: { backendRef: { name: a, port: 80 } } }'
    expect(readText(filtered([SET, REWRITE, mirror, mirror].join(', '))).errors).toEqual([])
  })
})

describe('parents and back-ends', () => {
  test('a Service needs a port', () => {
    expectRefused('MS2324', route('- backendRefs: [»{ name: a }]'))
    expectRefused('MS2324', route('- backendRefs: [»{ name: a }]', 'TCPRoute'))
  })

  test('one parent twice needs different sections', () => {
    const parents = (refs: string) => manifest('HTTPRoute', `parentRefs: [${refs}]`, GROUP)
    expectRefused('MS2324', parents('{ name: gw }, »{ name: gw }'))
    expectRefused('MS2324', parents('{ name: gw, sectionName: a }, »{ name: gw, sectionName: a }'))
    expect(readText(parents('{ name: gw, sectionName: a }, { name: gw, sectionName: b }')).errors).toEqual([])
  })

  test('gRPC names are names', () => {
    expectRefused('MS2322', route('- matches: [{ method: { service: »a-b } }]', 'GRPCRoute'))
    expectRefused('MS2322', route('- matches: [{ method: »{} }]', 'GRPCRoute'))
    expect(readText(route('- matches: [{ method: { service: a.B, method: Get } }]', 'GRPCRoute')).errors).toEqual([])
  })
})
