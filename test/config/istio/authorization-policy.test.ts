import { describe, expect, test } from 'vitest'
import { manifest, marked, readText } from '../reading.ts'

function refused(kind: string, code: string, spec: string): void {
  const { text, place } = marked(manifest(kind, spec, 'security.istio.io'))
  expect(readText(text)).toMatchObject({ names: [], errors: [`${code} ${place}`] })
}
const read = (kind: string, spec: string) => readText(manifest(kind, spec, 'security.istio.io'))
const operation = (fields: string) => `rules: [{to: [{operation: ${fields}}]}]`

describe('AuthorizationPolicy', () => {
  test.each([
    ['DENY without rules', 'MS2221', 'action: »DENY'],
    ['CUSTOM without a provider', 'MS2221', 'action: »CUSTOM\nrules: [{}]'],
    ['a provider with ALLOW', 'MS2221', '»provider: {name: p}\nrules: [{}]'],
    [
      'CUSTOM by namespace',
      'MS2221',
      'action: CUSTOM\nprovider: {name: p}\nrules: [{from: [{source: {»namespaces: [a]}}]}]',
    ],
    ['an empty from', 'MS2221', 'rules: [{from: »[]}]'],
    ['an empty source', 'MS2221', 'rules: [{from: [{source: »{}}]}]'],
    ['an empty value', 'MS2221', operation('{methods: [»""]}')],
    ['an operator before {**}', 'MS2221', operation('{paths: [»"/v1/{**}/{*}"]}')],
    ['an operator within a segment', 'MS2221', operation('{paths: [»"/v1/us{*}"]}')],
    ['a port above 65535', 'MS2212', operation('{ports: [»"65536"]}')],
    ['a bad address', 'MS2221', 'rules: [{from: [{source: {ipBlocks: [»10.0.0.0/64]}}]}]'],
    ['an unknown attribute', 'MS2221', 'rules: [{when: [{key: »source.ipp, values: [a]}]}]'],
    ['a header without name', 'MS2221', 'rules: [{when: [{key: »request.headers, values: [a]}]}]'],
    ['a condition without values', 'MS2221', 'rules: [{when: [»{key: source.ip}]}]'],
    [
      'selector and targetRefs',
      'MS2220',
      'selector: {matchLabels: {a: b}}\n»targetRefs: [{kind: Service, name: s, group: ""}]\nrules: [{}]',
    ],
    ['a target of another kind', 'MS2220', 'targetRefs: [»{kind: Pod, name: s, group: ""}]\nrules: [{}]'],
    ['a wildcard in the selector', 'MS2220', 'selector: {matchLabels: {a: »"b*"}}'],
  ])('%s is refused', (_name, code, spec) => refused('AuthorizationPolicy', code, spec))

  test.each([
    ['nothing: deny all', '{}'],
    ['an empty rule: allow all', 'rules: [{}]'],
    ['path templates', operation('{paths: ["/v1/{*}/orders/{**}", "/v1/{**}/orders"]}')],
    [
      'conditions',
      'rules: [{when: [{key: "request.headers[x-user]", values: ["a*"]}, {key: "request.auth.claims[a][b]", notValues: [c]}]}]',
    ],
  ])('%s is accepted', (_name, spec) => {
    expect(read('AuthorizationPolicy', spec)).toMatchObject({ errors: [], warnings: [] })
  })

  test('a DENY rule with HTTP conditions only denies all TCP: a warning', () => {
    const warned = 'action: DENY\nrules: [{to: [{operation: {methods: [GET]}}]}]'
    expect(read('AuthorizationPolicy', warned)).toMatchObject({ errors: [], warnings: ['MS2221 7:11'] })
    const withPort = 'action: DENY\nrules: [{to: [{operation: {methods: [GET], ports: ["80"]}}]}]'
    expect(read('AuthorizationPolicy', withPort).warnings).toEqual([])
  })
})
