import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMesh } from '../../src/config/read-mesh.ts'
import { parseYaml } from '../../src/config/yaml.ts'
import { renderDiagnostics } from '../../src/report/diagnostics.ts'

const SAMPLE = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: web, labels: {a: b}}
spec:
  hosts: [web, "*.example"]
  http:
  - match: [{uri: {regex: "/a.*"}, headers: {user: {exact: x}}}]
    route: [{destination: {host: web, port: {number: 80}}, weight: 10}]
    retries: {attempts: 2, retryOn: 5xx}
    timeout: 3s
`

/** Every place a diagnostic names lies in the text. */
function expectSound(text: string): void {
  const { diagnostics } = readMesh([{ path: 'a.yaml', text, isNamed: true }])
  const lines = text.split(/\r\n?|\n/)
  for (const { place } of diagnostics) {
    expect(place.line).toBeGreaterThanOrEqual(1)
    expect(place.line).toBeLessThanOrEqual(lines.length)
    expect(place.column).toBeLessThanOrEqual(lines[place.line - 1].length + 1)
  }
  renderDiagnostics(diagnostics, { color: false, width: 80 })
}

test('no text makes the reader throw', () => {
  const characters = fc.constantFrom(
    ...'abk: \n\t-[]{}"\'|>&*!%#?,.\\0~<=@`\r\u0000\uFEFF'.split(''),
    '\n---\n',
    'kind',
    '<<',
  )
  fc.assert(
    fc.property(fc.array(characters, { maxLength: 60 }), parts => {
      expectSound(parts.join(''))
    }),
    { numRuns: 400 },
  )
})

test('no change of a good manifest makes the reader throw', () => {
  const edit = fc.record({
    at: fc.nat(SAMPLE.length),
    remove: fc.nat(12),
    insert: fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('[', '{', '"', "'", '\n', ': ', '- ', '*x', '&x ', 'null', '-1', '{}', '[]'),
    ),
  })
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), edits => {
      let text = SAMPLE
      for (const { at, remove, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + remove)
      expectSound(text)
    }),
    { numRuns: 300 },
  )
})

test('JSON reads as JSON.parse has it', () => {
  // Whole numbers beyond 2^53 keep their digits as text, and -0 reads as 0: yaml-scalar.test.ts has those.
  const isPlain = (sample: unknown): boolean => sample !== null && !/[0-9]{16}/.test(JSON.stringify(sample))
  const value = fc.jsonValue({ maxDepth: 4 }).filter(isPlain)
  fc.assert(
    fc.property(value, sample => {
      const text = JSON.stringify(sample)
      const { documents, diagnostics } = parseYaml(text, 'a.json', 'yaml12')
      expect(diagnostics).toEqual([])
      expect(documents[0].value).toEqual(JSON.parse(text))
    }),
    { numRuns: 200 },
  )
})
