import { describe, expect, test } from 'vitest'
import { placeOf } from '../../src/config/source-node.ts'
import { parseYaml } from '../../src/config/yaml.ts'

function values(text: string, mode: 'kubectl' | 'yaml12' = 'kubectl'): unknown[] {
  const { documents, diagnostics } = parseYaml(text, 'a.yaml', mode)
  expect(diagnostics).toEqual([])
  return documents.map(document => document.value)
}

describe('values', () => {
  test('several documents, empty ones left out', () => {
    expect(values('a: 1\n---\n# nothing\n---\n\n---\nb: [x, {c: null}]\n...\n')).toEqual([
      { a: 1 },
      { b: ['x', { c: null }] },
    ])
  })

  test('quoted text never becomes anything else', () => {
    expect(values('a: "yes"\nb: \'1\'\nc: "null"\nd: "\\u0041\\n"\n')).toEqual([
      { a: 'yes', b: '1', c: 'null', d: 'A\n' },
    ])
  })

  test('block scalars, tags and JSON', () => {
    expect(values('a: |\n  one\n  two\nb: >-\n  one\n  two\nc: !!str 12\nd: !!int "12"\n')).toEqual([
      { a: 'one\ntwo\n', b: 'one two', c: '12', d: 12 },
    ])
    expect(values('{\n\t"a": [1, 2.5, true, null],\n\t"b": "x"\n}\n')).toEqual([{ a: [1, 2.5, true, null], b: 'x' }])
  })

  test('a byte order mark, CRLF line ends and directives are accepted', () => {
    expect(values('\uFEFFa: 1\r\nb:\r\n  - 2\r\n')).toEqual([{ a: 1, b: [2] }])
    expect(values('%YAML 1.1\n---\na: 1\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }])
  })

  test('aliases and merge keys: own entries win, then the earlier mapping', () => {
    const text = 'base: &b {k: 1, l: 2}\nmore: &m {l: 3, o: 4}\nuse: {<<: [*b, *m], k: 9}\nsame: *b\n'
    expect(values(text)[0]).toMatchObject({ use: { k: 9, l: 2, o: 4 }, same: { k: 1, l: 2 } })
  })

  test('keys: kubectl makes text of numbers and booleans, own files keep what is written', () => {
    expect(values('80: a\non: b\n1.50: c\n')).toEqual([{ 80: 'a', true: 'b', '1.5': 'c' }])
    expect(values('80: a\non: b\n1.50: c\n', 'yaml12')).toEqual([{ 80: 'a', on: 'b', '1.50': 'c' }])
  })

  test('__proto__ is a key like any other', () => {
    const [value] = values('__proto__: {polluted: true}\n')
    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('managedFields are left out of what kubectl dumps', () => {
    expect(values('metadata:\n  managedFields:\n  - f: {a: [1, {}]}\n  name: x\n')).toEqual([
      { metadata: { name: 'x' } },
    ])
  })
})

describe('places', () => {
  const text =
    '# a comment\n---\nmetadata:\n  name: x\n---\nspec:\n  "hosts":\n  - a\n  - "b c"\n  ports: [80, {m: 1.30}]\n'
  const { documents } = parseYaml(text, 'dir/a.yaml', 'kubectl')
  const { source } = documents[1]

  test.each([
    ['a key', ['spec', 'hosts'], 'key', 7, 3],
    ['a list', ['spec', 'hosts'], 'value', 8, 3],
    ['an item', ['spec', 'hosts', 0], 'value', 8, 5],
    ['a quoted item', ['spec', 'hosts', 1], 'value', 9, 5],
    ['in a flow list', ['spec', 'ports', 1, 'm'], 'value', 10, 19],
    ['its key', ['spec', 'ports', 1, 'm'], 'key', 10, 16],
    ['what is missing stands at its parent', ['spec', 'hosts', 7, 'x'], 'value', 8, 3],
  ] as const)('%s', (_name, path, which, line, column) => {
    expect(placeOf(source, [...path], which)).toEqual({ file: 'dir/a.yaml', line, column })
  })

  test('plain text keeps its characters, quoted text has none', () => {
    expect(source.entries?.get('spec')?.entries?.get('ports')?.items?.[1].entries?.get('m')?.raw).toBe('1.30')
    expect(source.entries?.get('spec')?.entries?.get('hosts')?.items?.[1].raw).toBeUndefined()
  })

  test('scalars know where they end', () => {
    const hosts = source.entries?.get('spec')?.entries?.get('hosts')
    expect(hosts?.keyEndColumn).toBe(10)
    expect(hosts?.items?.[1].endColumn).toBe(10)
  })
})
