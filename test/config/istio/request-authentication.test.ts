import { describe, expect, test } from 'vitest'
import { manifest, marked, readText } from '../reading.ts'

function refused(kind: string, code: string, spec: string): void {
  const { text, place } = marked(manifest(kind, spec, 'security.istio.io'))
  expect(readText(text)).toMatchObject({ names: [], errors: [`${code} ${place}`] })
}
const read = (kind: string, spec: string) => readText(manifest(kind, spec, 'security.istio.io'))

describe('RequestAuthentication', () => {
  test.each([
    ['an empty issuer', 'MS2013', 'jwtRules: [{issuer: »""}]'],
    ['keys from a file', 'MS2222', 'jwtRules: [{issuer: a, jwksUri: »"file:///keys"}]'],
    ['keys that are none', 'MS2222', 'jwtRules: [{issuer: a, jwks: »"keys"}]'],
    [
      'two sources of keys',
      'MS2222',
      'jwtRules: [{issuer: a, jwksUri: "https://a.example/keys", »jwks: \'{"keys": []}\'}]',
    ],
  ])('%s is refused', (_name, code, spec) => refused('RequestAuthentication', code, spec))

  test('a rule with keys is accepted', () => {
    expect(read('RequestAuthentication', 'jwtRules: [{issuer: a, jwks: \'{"keys": []}\'}]').errors).toEqual([])
  })
})
