import { expect, test } from 'vitest'
import { manifest, marked, readText } from '../reading.ts'

function refused(kind: string, code: string, spec: string): void {
  const { text, place } = marked(manifest(kind, spec, 'security.istio.io'))
  expect(readText(text)).toMatchObject({ names: [], errors: [`${code} ${place}`] })
}
const read = (kind: string, spec: string) => readText(manifest(kind, spec, 'security.istio.io'))

test('ports need a selector, and must be ports', () => {
  refused('PeerAuthentication', 'MS2223', '»portLevelMtls: {80: {mode: DISABLE}}')
  refused('PeerAuthentication', 'MS2212', 'selector: {matchLabels: {a: b}}\nportLevelMtls: {»70000: {mode: DISABLE}}')
  expect(
    read('PeerAuthentication', 'selector: {matchLabels: {a: b}}\nportLevelMtls: {80: {mode: DISABLE}}').errors,
  ).toEqual([])
})
