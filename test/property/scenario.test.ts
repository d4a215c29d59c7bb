import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readScenario } from '../../src/config/scenario/read.ts'
import { readTrace } from '../../src/config/scenario/trace.ts'
import { standInFiles, WORKED_EXAMPLE } from '../config/scenario/worked-example.ts'

const LINES = WORKED_EXAMPLE.split('\n')
const files = standInFiles({ 'h.csv': 'ms,count\n5,1\n' })
const SCRAPS = [
  '',
  '{',
  '[',
  '}',
  ']',
  ':',
  ',',
  '- ',
  '"',
  "'",
  '&a ',
  '*a',
  '<<: ',
  '!!x ',
  '\t',
  '#',
  '5',
  '-1',
  'null',
  '~',
  '[]',
  '{}',
  'x: ',
  '..',
  '%',
  '\uE02C',
  'é',
  '\u0000',
  '1e999',
  '.nan',
  '__proto__: 1',
]

/** One change of a text: a span replaced by a scrap, a line dropped, a line repeated. */
const change = fc.record({
  kind: fc.constantFrom('scrap', 'drop', 'repeat'),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(6),
  scrap: fc.constantFrom(...SCRAPS),
})

function changed(
  lines: readonly string[],
  { kind, at, length, scrap }: { kind: string; at: number; length: number; scrap: string },
): string[] {
  const index = Math.min(lines.length - 1, Math.floor(at * lines.length))
  if (kind === 'drop') return lines.filter((_, line) => line !== index)
  if (kind === 'repeat') return lines.flatMap((line, position) => (position === index ? [line, line] : [line]))
  const line = lines[index] ?? ''
  const start = Math.floor((at * lines.length - index) * line.length)
  return lines.map((old, position) =>
    position === index ? line.slice(0, start) + scrap + line.slice(start + length) : old,
  )
}

test('a damaged scenario is either read or told about, with a place in the text: it never throws', () => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
      const text = changes.reduce<readonly string[]>(changed, LINES).join('\n')
      const { scenario, diagnostics } = readScenario(text, 's.yaml', { files, id: 'x' })
      const errors = diagnostics.filter(({ level }) => level === 'error')
      expect(scenario === undefined).toBe(errors.length > 0)
      for (const { place, code, message } of errors.filter(error => error.place.file === 's.yaml')) {
        expect(code).toMatch(/^MS[13]\d{3}$/)
        expect(message).not.toContain('undefined')
        expect(place.line).toBeGreaterThan(0)
        expect(place.line).toBeLessThanOrEqual(text.split('\n').length)
        expect(place.column).toBeGreaterThan(0)
      }
    }),
    { numRuns: 100 },
  )
})

test('any value at any place of the format is read or told about', () => {
  const value = fc.jsonValue({ maxDepth: 3 })
  const paths = [
    'duration',
    'mesh',
    'mesh.files',
    'topology.zones',
    'topology.spread',
    'network.sidecar',
    'workloads',
    'workloads.x.calls',
    'workloads.x.errors',
    'workloads.x.time',
    'traffic',
    'traffic.shoppers.headers',
    'traffic.shoppers.ramp',
    'traffic.shoppers.arrivals',
    'timeline',
    'timeline[0].kill',
    'timeline[1].shift',
    'assert',
    'kind',
  ]
  fc.assert(
    fc.property(fc.constantFrom(...paths), value, (path, inner) => {
      const set = [`${path}=${JSON.stringify(inner)}`]
      const { scenario, diagnostics } = readScenario(WORKED_EXAMPLE, 's.yaml', { files, id: 'x', set })
      expect(scenario === undefined).toBe(diagnostics.some(({ level }) => level === 'error'))
    }),
    { numRuns: 200 },
  )
})

test('any text as a trace is read or told about', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string().map(rest => `t,method,url\n${rest}`),
    fc.string().map(rest => `{"start_time":${rest}`),
  )
  fc.assert(
    fc.property(text, trace => {
      const { requests, diagnostics } = readTrace(trace, 't', { speed: 1 })
      expect(requests.length > 0).toBe(diagnostics.length === 0)
    }),
    { numRuns: 300 },
  )
})
