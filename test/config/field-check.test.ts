import { expect, test } from 'vitest'
import { manifest, marked, readText } from './reading.ts'

const virtualService = (fields: string) => `hosts: [web]\nhttp:\n- route: [{destination: {host: web}}]\n  ${fields}`

test.each([
  ['an unknown field', 'MS2010', virtualService('»tiemout: 3s'), 'did you mean timeout?'],
  ['an unknown field deep down', 'MS2010', virtualService('match: [{uri: {»prefx: /a}}]'), 'did you mean prefix?'],
  [
    'an unknown field without a neighbour',
    'MS2010',
    virtualService('match: [{uri: {»glob: /a}}]'),
    'allowed here: exact, prefix, regex',
  ],
  [
    'a text for a number',
    'MS2011',
    'hosts: [web]\nhttp: [{route: [{destination: {host: a}, weight: »"10"}]}]',
    'a whole number',
  ],
  ['a number for a text', 'MS2011', virtualService('match: [{headers: {user: {exact: »12}}}]'), 'put it in quotes'],
  ['yes for a text', 'MS2011', virtualService('match: [{headers: {user: {exact: »yes}}}]'), 'put it in quotes'],
  [
    'a fraction for a whole number',
    'MS2011',
    'hosts: [web]\nhttp: [{route: [{destination: {host: a}, weight: »0.5}]}]',
    'the number 0.5',
  ],
  ['a mapping for a list', 'MS2011', 'hosts: [web]\nhttp: »{route: []}', 'a list is expected'],
  ['a list for a mapping', 'MS2011', virtualService('retries: »[]'), 'a mapping is expected'],
  [
    'two of exact, prefix, regex',
    'MS2015',
    virtualService('match: [{uri: {exact: /a, »prefix: /b}}]'),
    'exact and prefix',
  ],
  ['a missing field', 'MS2014', 'hosts: [web]\nhttp: [{route: [{destination: »{subset: v1}}]}]', 'host'],
  ['a duration with a space', 'MS2016', virtualService('timeout: »3 s'), '1h30m'],
])('%s', (_name, code, spec, hint) => {
  const { text, place } = marked(manifest('VirtualService', spec))
  const read = readText(text)
  expect(read).toMatchObject({ names: [], errors: [`${code} ${place}`] })
  expect(read.messages[0]).toContain(hint)
})

test('a word that is not among the allowed ones, with the nearest', () => {
  const { text, place } = marked(
    manifest('DestinationRule', 'host: web\ntrafficPolicy: {loadBalancer: {simple: »ROUND_ROBBIN}}'),
  )
  const read = readText(text)
  expect(read.errors).toEqual([`MS2012 ${place}`])
  expect(read.messages[0]).toContain('did you mean ROUND_ROBIN?')
})

test('null counts as absent', () => {
  expect(readText(manifest('VirtualService', virtualService('timeout: null\n  retries: ~'))).errors).toEqual([])
})

test('every problem of a resource is told at once', () => {
  const spec = 'hosts: web\nhttp:\n- route: [{destination: {hots: web}}]\n  timeout: 3\n'
  expect(
    readText(manifest('VirtualService', spec))
      .errors.map(error => error.split(' ')[0])
      .sort(),
  ).toEqual(['MS2010', 'MS2011', 'MS2011', 'MS2014'])
})

test('v1alpha3 and v1beta1 are checked alike', () => {
  for (const version of ['v1alpha3', 'v1beta1']) {
    const text = manifest('Sidecar', 'egress: [{hosts: ["*/*"]}]\negres: []').replace('/v1\n', `/${version}\n`)
    expect(readText(text).errors).toEqual(['MS2010 7:3'])
  }
})

test('an unknown field does not hide what istiod refuses elsewhere in the resource', () => {
  const spec = virtualService('tiemout: 3s\n  retries: {attempts: 2, retryOn: "5xx, reset"}')
  expect(readText(manifest('VirtualService', spec)).errors).toEqual(['MS2010 9:5', 'MS2209 10:37'])
})
