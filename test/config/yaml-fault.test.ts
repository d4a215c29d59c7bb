import { describe, expect, test } from 'vitest'
import { parseYaml } from '../../src/config/yaml.ts'

function problems(text: string): string[] {
  return parseYaml(text, 'a.yaml', 'kubectl').diagnostics.map(
    ({ code, place }) => `${code} ${place.line}:${place.column}`,
  )
}

describe('each mistake is told where it was made', () => {
  test.each([
    ['an unclosed bracket', 'a: 1\nb: [1, 2\nc: 3\n', 'MS1102 2:4'],
    ['an unclosed brace at the end', 'a: {b: 1,\n  c: 2\n', 'MS1102 1:4'],
    ['the inner of two brackets', 'a: [1, [2, 3\nb: 4\n', 'MS1102 1:8'],
    ['an unclosed double quote', 'a: "foo\nb: 1\n', 'MS1102 1:4'],
    ['an unclosed single quote', "a:\n  - 'foo\n  - bar\n", 'MS1102 2:5'],
    ['a quote that meets the next one', 'a: "foo\n  b: "bar"\n', 'MS1102 1:4'],
    ['an unclosed quote in JSON', '{"a": "b\n', 'MS1102 1:7'],
    ['brackets in comments, quotes and blocks do not count', 'a: "["  # [\nb: |\n  [ "\nc: {d: 1\n', 'MS1102 4:4'],
    ['an apostrophe in plain text does not count', "a: it's\nb: [c\n", 'MS1102 2:4'],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'MS1103 2:1'],
    ['a tab after spaces', 'a:\n  b: 1\n \tc: 2\n', 'MS1103 3:2'],
    ['wrong indentation', 'a:\n  - b\n c: d\n', 'MS1101 3:2'],
    ['a missing colon', 'a: 1\nb\nc: 2\n', 'MS1101 2:1'],
    ['a missing colon in the first line', 'name\nspec: 1\n', 'MS1101 1:1'],
    ['a second colon', 'a: b: c\n', 'MS1101 1:5'],
    ['an unknown escape', 'a: "\\q"\n', 'MS1101 1:6'],
    ['a key given twice', 'a: 1\nb: 2\na: 3\n', 'MS1104 3:1'],
    ['a list as key', '? [a]\n: b\n', 'MS1108 1:3'],
    ['an alias without anchor', 'a: *b\n', 'MS1107 1:4'],
    ['an alias to what it stands in', 'a: &a\n  b: *a\n', 'MS1107 2:6'],
    ['a merge key without mapping', 'a:\n  <<: 5\n', 'MS1109 2:7'],
    ['a NUL byte', 'a: 1\n\0', 'MS1003 1:1'],
  ])('%s', (_name, text, expected) => {
    expect(problems(text)).toEqual([expected])
  })

  test('a duplicate key names both lines', () => {
    const [diagnostic] = parseYaml('a: 1\nb: 2\na: 3\n', 'a.yaml', 'kubectl').diagnostics
    expect(diagnostic.message).toContain('line 1')
    expect(diagnostic.sourceLine).toBe('a: 3')
  })
})

test('an error in one document does not stop the others', () => {
  const { documents, diagnostics } = parseYaml('a: 1\n---\nb: [\n---\nc: 3\n---\nd: "x\n', 'a.yaml', 'kubectl')
  expect(documents.map(document => document.value)).toEqual([{ a: 1 }, { c: 3 }])
  expect(diagnostics.map(({ place }) => place.line)).toEqual([3, 7])
})

test('nesting beyond 100 levels stops with a message', () => {
  expect(problems(`a: ${'['.repeat(90)}${']'.repeat(90)}\n`)).toEqual([])
  const [problem] = problems(`a: ${'['.repeat(5000)}`)
  expect(problem).toMatch(/^MS1105 1:/)
})

test('an alias bomb stops where it passes the limit, in little time and memory', () => {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const previous = level === 0 ? 'x' : `*l${level - 1}`
    return `l${level}: &l${level} [${Array(10).fill(previous).join(', ')}]`
  })
  const { documents, diagnostics } = parseYaml(levels.join('\n'), 'a.yaml', 'kubectl')
  expect(diagnostics.map(({ code }) => code)).toEqual(['MS1106'])
  expect(documents.map(({ ok }) => ok)).toEqual([false])
})

test('a long source line is cut to 120 columns around the caret', () => {
  const [diagnostic] = parseYaml(`a: {${'b: 1, '.repeat(50)} c: *x}\n`, 'a.yaml', 'kubectl').diagnostics.filter(
    ({ code }) => code === 'MS1107',
  )
  expect(diagnostic.place.column).toBe(4 + 300 + 1 + 4)
  expect(diagnostic.sourceLine?.length).toBeLessThanOrEqual(120)
  expect(diagnostic.sourceLine).toContain('c: *x}')
})
