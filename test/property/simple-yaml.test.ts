import fc from 'fast-check'
import { parseEvents } from 'js-yaml'
import { expect, test } from 'vitest'
import type { SourceNode } from '../../src/config/source-node.ts'
import { SourceText } from '../../src/config/source-text.ts'
import { composeDocuments } from '../../src/config/yaml-compose.ts'
import { readSimpleDocument } from '../../src/config/yaml-simple.ts'

const SAMPLE = `apiVersion: v1
kind: X # c
metadata:
  name: a-b
  labels: {app: "x", 'y': z, m: [1, 2.5]}
  annotations:
    last: |
      {"a": 1}

       more
    empty:
    q: 'it''s'
    d: "a\\n\\u0041b"
  managedFields:
  - f:a: {}
spec:
  ports:
  - name: http
    port: 80
  -
    name: b
  - - x
    - z: 1
  - |-
    lit
  hosts:
    - 'b c'
    - -1
    - k: v
      l:
      - m
  flow: {a: {b: [c, {d: e}],
    f: "g"}, h: i}
  # comment
  url: http://x:80/p#q
  time: 12:30
`

const JSON_SAMPLE = '---\n{"kind": "List", "items": [{"a": 1, "b": [true, null, "x\\ty"]},\n {"c": {}}]}\n'

/** What the syntax is made of, and some harmless text. */
const BITS = [
  ...[' ', '  ', '\n', ':', ': ', '- ', '-', '"', "'", '#', ' #', '{', '}', '[', ']', ',', '|', '|\n', '>', '?', '? '],
  ...['&a ', '*a', '!!str ', '<<: ', '\t', '...\n', '---', '%', '~', 'null', 'a', '0', '\\', '\n\n', '\n  ', '\n    '],
  ...['@', '`', '|-', 'a: b', '\r', 'é', '{}', '[]', '_', '\\x41', '=', 'x: |\n  a\n', '- - a\n', 'yes', '1_0'],
]

/** Every value with its place and that of its key. */
function places(node: SourceNode): unknown {
  const { place, keyPlace, endColumn, keyEndColumn, raw } = node
  const inner = [...(node.entries ?? [])].map(([key, child]) => [key, places(child)])
  return { place, keyPlace, endColumn, keyEndColumn, raw, inner, items: node.items?.map(places) }
}

/** The full parser reads what the simple reader reads, finds nothing wrong, and puts everything in the same place. */
function expectSame(chunk: string): void {
  for (const mode of ['kubectl', 'yaml12'] as const) {
    const simple = readSimpleDocument(chunk, mode)
    if (!simple) continue
    const text = new SourceText('a.yaml', chunk)
    const { documents, diagnostics } = composeDocuments(parseEvents(chunk, {}), chunk, text, 0, mode)
    expect(diagnostics).toEqual([])
    expect(documents.map(document => document.value)).toEqual([simple.value])
    const [{ source }] = documents
    expect(text.placeAt(simple.start)).toEqual(source.place)
    const again = readSimpleDocument(chunk, mode, { text, base: 0 })
    expect(again?.value).toEqual(simple.value)
    expect(again?.node && places(again.node)).toEqual(places(source))
  }
}

test('the samples are simple, and read the same both ways', () => {
  for (const sample of [SAMPLE, JSON_SAMPLE]) {
    expect(readSimpleDocument(sample, 'kubectl')).toBeDefined()
    expectSame(sample)
  }
})

test('whatever is changed in a sample, the simple reader says the same as the full parser or nothing', () => {
  const edit = fc.record({ at: fc.nat(SAMPLE.length), remove: fc.nat(4), insert: fc.constantFrom('', '', ...BITS) })
  const edits = fc.array(edit, { minLength: 1, maxLength: 3 })
  fc.assert(
    fc.property(fc.constantFrom(SAMPLE, SAMPLE, JSON_SAMPLE), edits, (sample, changes) => {
      let text = sample
      for (const { at, remove, insert } of changes) {
        const start = at % text.length
        text = text.slice(0, start) + insert + text.slice(start + remove)
      }
      expectSame(text)
    }),
    { numRuns: 1500 },
  )
})

test('the same for text made of syntax', () => {
  const soup = fc.array(fc.constantFrom(...BITS), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(fc.constantFrom('', 'a: ', 'a:\n- ', 'a:\n  b'), soup, (start, bits) => {
      expectSame(start + bits.join(''))
    }),
    { numRuns: 1500 },
  )
})
