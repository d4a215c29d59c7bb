import { expect, test } from 'vitest'
import { readSimpleDocument } from '../../src/config/yaml-simple.ts'

const value = (chunk: string, mode: 'kubectl' | 'yaml12' = 'kubectl') => readSimpleDocument(chunk, mode)?.value

test('block mappings and lists, one below the other or on the line of the dash', () => {
  const chunk = '---\n# who\na:\n  b: 1 # one\n  c:\n  - x\n  -\n    v: z\n    w:\n  - - p\n    - q\nd:\n'
  expect(value(chunk)).toEqual({ a: { b: 1, c: ['x', { v: 'z', w: null }, ['p', 'q']] }, d: null })
})

test('quoted text, plain text with colons and hashes, literal blocks', () => {
  const chunk = "a: 'it''s'\nb: \"1\\n\\u0041\"\nurl: http://x:80/p#q\nc: |\n  one\n\n    two\n\nd: |-\n  end\n"
  expect(value(chunk)).toEqual({ a: "it's", b: '1\nA', url: 'http://x:80/p#q', c: 'one\n\n  two\n', d: 'end' })
})

test('JSON and its relatives, over several lines', () => {
  expect(value('{"a": [1, {"b": null}],\n "c":"x",}\n')).toEqual({ a: [1, { b: null }], c: 'x' })
  expect(value('a: {b: [x, "y"],\n  c: z}\n')).toEqual({ a: { b: ['x', 'y'], c: 'z' } })
})

test('words and numbers as the mode has them', () => {
  expect(value('a: on\nb: 0644\nc: 1.50\n')).toEqual({ a: true, b: 420, c: 1.5 })
  expect(value('a: on\nb: 0644\nc: 1.50\n', 'yaml12')).toEqual({ a: 'on', b: 644, c: 1.5 })
})

test('what a dump says about its writers is left out', () => {
  expect(value('managedFields:\n- f:a: {}\nb: 1\n')).toEqual({ b: 1 })
  expect(value('managedFields: []\n', 'yaml12')).toEqual({ managedFields: [] })
})

test.each([
  ['a document that begins on the line of its mark', 'a: 1\n--- b: 2\n'],
  ['something behind the end of a document', 'a: 1\n... b: 2\n'],
  ['a text over two lines', 'a: one\n  two\n'],
  ['a quoted text over two lines', 'a: "one\n  two"\n'],
  ['a folded block', 'a: >\n  one\n'],
  ['an anchor', 'a: &x 1\n'],
  ['an alias', 'a: *x\n'],
  ['a tag', 'a: !!str 1\n'],
  ['a merge', '<<: {a: 1}\n'],
  ['an explicit key', '? a\n: 1\n'],
  ['a key that is a number', '80: x\n'],
  ['a key given twice', 'a: 1\na: 2\n'],
  ['a key that JavaScript knows', '__proto__: 1\n'],
  ['an escape of YAML', 'a: "\\x41"\n'],
  ['a tab', 'a:\n\tb: 1\n'],
  ['another kind of line end', 'a: 1\r\n'],
  ['a directive', '%YAML 1.1\n---\na: 1\n'],
  ['an end mark', 'a: 1\n...\n'],
  ['a second colon', 'a: b: c\n'],
  ['an unclosed bracket', 'a: [1, 2\n'],
  ['an unclosed quote', "a: 'x\n"],
  ['a line indented too far', 'a: 1\n  b: 2\n'],
  ['a line indented too little', 'a:\n    b: 1\n  c: 2\n'],
  ['a bracket closed too far left', 'a: [1,\n2]\n'],
  ['only a comment', '# nothing\n'],
  ['a single text', 'text\n'],
  ['nesting beyond measure', `${'['.repeat(50)}${']'.repeat(50)}\n`],
])('%s is left to the full parser', (_what, chunk) => {
  expect(readSimpleDocument(chunk, 'kubectl')).toBeUndefined()
})
