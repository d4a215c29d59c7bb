import { describe, expect, it } from 'vitest'
import { readMesh } from '../../../src/config/read-mesh.ts'
import { EXAMPLE_MESH } from '../../../src/lint/example-mesh.ts'
import { lint } from '../../../src/lint/lint.ts'

const virtualService = (name: string, rest: string, http: readonly string[]) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name} }
spec:
  ${rest}
  http:
${http.map(match => `    - { match: [${match}], route: [{ destination: { host: web } }] }`).join('\n')}
`

/** Lines within the text on which MS2104 stands. */
function found(...texts: string[]): readonly string[] {
  const files = [{ path: 'base.yaml', text: EXAMPLE_MESH }, ...texts.map((text, i) => ({ path: `${i}.yaml`, text }))]
  return lint(readMesh(files), files)
    .findings.filter(({ code }) => code === 'MS2104')
    .map(({ place }) => `${place.file}:${place.line}`)
}

const onMesh = (...http: string[]) => virtualService('web', 'hosts: [web]', http)
const atGateway = (name: string, ...http: string[]) =>
  virtualService(name, 'hosts: [shop.example]\n  gateways: [public]', http)

describe('within a VirtualService', () => {
  it.each([
    ['an exact path under a prefix', '{ uri: { prefix: /a } }', '{ uri: { exact: /a/b } }'],
    ['an exact path that a regular expression takes', "{ uri: { regex: '/a/[0-9]+' } }", '{ uri: { exact: /a/17 } }'],
    ['anything after the prefix /', '{ uri: { prefix: / } }', "{ uri: { regex: '/x.*' } }"],
    ['one more header', '{ headers: { x: { exact: a } } }', '{ headers: { X: { exact: a }, y: { exact: b } } }'],
    ['a header with a value after its presence', '{ headers: { x: {} } }', '{ headers: { x: { prefix: a } } }'],
    [
      'another case, when case does not matter',
      '{ uri: { prefix: /a }, ignoreUriCase: true }',
      '{ uri: { exact: /A/b } }',
    ],
    ['one port of all', '{ uri: { prefix: /a } }', '{ uri: { exact: /a }, port: 80 }'],
    ['labels of some callers', '{ method: { exact: GET } }', '{ method: { exact: GET }, sourceLabels: { app: x } }'],
  ])('%s is never reached', (_what, first, second) => {
    expect(found(onMesh(first, second))).toEqual(['0.yaml:8'])
  })

  it.each([
    ['a wider prefix', '{ uri: { prefix: /a/b } }', '{ uri: { prefix: /a } }'],
    ['a path outside the regular expression', "{ uri: { regex: '/a/[0-9]+' } }", '{ uri: { exact: /a/x } }'],
    ['a path that the expression only begins', "{ uri: { regex: '/a' } }", '{ uri: { exact: /ab } }'],
    ['one header less', '{ uri: { prefix: /a }, headers: { x: {} } }', '{ uri: { exact: /a } }'],
    ['another value', '{ headers: { x: { exact: a } } }', '{ headers: { x: { exact: b } } }'],
    ['another case', '{ uri: { prefix: /a } }', '{ uri: { exact: /A } }'],
    ['a name of a parameter in another case', '{ queryParams: { x: {} } }', '{ queryParams: { X: {} } }'],
    ['all ports after one', '{ uri: { prefix: /a }, port: 80 }', '{ uri: { exact: /a } }'],
    ['what the first excludes', '{ withoutHeaders: { x: {} } }', '{ uri: { exact: /a } }'],
    ['all callers after some', '{ sourceLabels: { app: x } }', '{ uri: { exact: /a } }'],
  ])('%s is reached', (_what, first, second) => {
    expect(found(onMesh(first, second))).toEqual([])
  })
})

describe('across VirtualServices', () => {
  it('the rules of a gateway follow each other, the first by name first', () => {
    expect(found(atGateway('a', '{ uri: { prefix: /api } }'), atGateway('b', '{ uri: { exact: /api/v2 } }'))).toEqual([
      '1.yaml:8',
    ])
    expect(found(atGateway('b', '{ uri: { prefix: /api } }'), atGateway('a', '{ uri: { exact: /api/v2 } }'))).toEqual(
      [],
    )
  })

  it('a catch-all of the first is put behind the rules of the second', () => {
    expect(found(atGateway('a', '{ uri: { prefix: / } }'), atGateway('b', '{ uri: { exact: /api } }'))).toEqual([])
  })

  it('of two catch-alls the second is never reached', () => {
    expect(found(atGateway('a', '{ uri: { prefix: / } }'), atGateway('b', '{ uri: { prefix: / } }'))).toEqual([
      '1.yaml:8',
    ])
  })

  it('a rule that is shadowed at the gateway but not on the mesh is reached', () => {
    const both = virtualService('b', 'hosts: [shop.example]\n  gateways: [public, mesh]', [
      '{ uri: { exact: /api/v2 } }',
    ])
    expect(found(atGateway('a', '{ uri: { prefix: /api } }'), both)).toEqual([])
  })

  it('another host has rules of its own', () => {
    const other = virtualService('b', "hosts: ['other.example']\n  gateways: [public]", ['{ uri: { exact: /api/v2 } }'])
    expect(found(atGateway('a', '{ uri: { prefix: /api } }'), other)).toEqual([])
  })
})

it('what the reader has told is not told again', () => {
  expect(found(onMesh('{ uri: { prefix: /a } }', '{ uri: { prefix: /a/b } }'))).toEqual(['0.yaml:8'])
})
