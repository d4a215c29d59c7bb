import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/config/diagnostic.ts'
import { parseYaml } from '../../src/config/yaml.ts'
import { renderDiagnostics } from '../../src/report/diagnostics.ts'

const plain = { color: false, width: 100 }
const at = (file: string, line: number, more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'MS2010',
  level: 'error',
  message: `problem ${file} ${line}`,
  place: { file, line, column: 1 },
  ...more,
})

test('nothing to say', () => {
  expect(renderDiagnostics([], plain)).toBe('')
})

test('a diagnostic with its line, caret and help', () => {
  const diagnostic = at('mesh/a.yaml', 12, {
    message: 'unknown field tiemout',
    place: { file: 'mesh/a.yaml', line: 12, column: 5 },
    endColumn: 12,
    sourceLine: '    tiemout: 3s',
    help: 'did you mean timeout?',
  })
  expect(renderDiagnostics([diagnostic], plain)).toBe(
    [
      'mesh/a.yaml:12:5 error MS2010: unknown field tiemout',
      '  12 |     tiemout: 3s',
      '     |     ^^^^^^^',
      '     help: did you mean timeout?',
      '',
    ].join('\n'),
  )
})

test('a file without a place in it, and a problem without a file', () => {
  const missing = at('a.yaml', 0, {
    code: 'MS1001',
    message: 'there is no such file',
    place: { file: 'a.yaml', line: 0, column: 0 },
  })
  expect(renderDiagnostics([missing], plain)).toBe('a.yaml error MS1001: there is no such file\n')
  expect(renderDiagnostics([{ ...missing, place: { file: '', line: 0, column: 0 } }], plain)).toBe(
    'error MS1001: there is no such file\n',
  )
})

test('sorted by file and line', () => {
  const text = renderDiagnostics([at('b.yaml', 1), at('a.yaml', 9), at('a.yaml', 2)], plain)
  expect(text.match(/^\S+/gm)).toEqual(['a.yaml:2:1', 'a.yaml:9:1', 'b.yaml:1:1'])
})

test('after 50 problems only the count follows', () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    at('a.yaml', index + 1, index === 55 ? { level: 'warning' } : {}),
  )
  const text = renderDiagnostics(many, plain)
  expect(text.match(/ (error|warning) MS/g)).toHaveLength(50)
  expect(text.trimEnd().split('\n').at(-1)).toBe('and 9 errors, 1 warning more')
})

test('colours only when asked for', () => {
  const code = '\u001b['
  expect(renderDiagnostics([at('a.yaml', 1)], plain)).not.toContain(code)
  expect(renderDiagnostics([at('a.yaml', 1)], { color: true, width: 100 })).toContain(code)
})

describe('the caret stands below its character', () => {
  const [diagnostic] = parseYaml(`a: [${'bb, '.repeat(60)}*name]\n`, 'a.yaml', 'kubectl').diagnostics

  test.each([200, 100, 60, 30])('in %i columns', width => {
    const lines = renderDiagnostics([diagnostic], { color: false, width }).split('\n')
    const caretLine = lines.findIndex(line => /^ +\| *\^/.test(line))
    const caret = lines[caretLine].indexOf('^')
    expect(lines[caretLine - 1].slice(caret, caret + 2)).toBe('*n')
    expect(Math.max(...lines.slice(caretLine - 1).map(line => line.length))).toBeLessThanOrEqual(Math.max(width, 128))
  })
})
