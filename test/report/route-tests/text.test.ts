import { expect, test } from 'vitest'
import { defaultText, dotText } from '../../../src/report/route-tests/text.ts'
import { hostileRun, reportOf, SAMPLE_RUN } from './sample-run.ts'

const UNICODE = { width: 130, color: false, unicode: true }

test('the default reporter says what the design promises', () => {
  // Hand-written after the mock-up of the design.
  expect(defaultText(reportOf(SAMPLE_RUN), UNICODE).split('\n')).toEqual([
    " ✓ product page enters by the gateway (3)   ✓ unknown paths get the proxy's 404 (2)   ✓ canary route (6 facts)",
    ' ✗ jason sees v2, everyone else v1 › end-user: jason      routes.test.yaml:17',
    '     GET http://reviews/reviews/0, sidecar of default/productpage-v1',
    '     expected  reviews subset v2      got  reviews subset v1, by VirtualService/reviews#0',
    '     overlays/reviews.yaml:9:5',
    '       9 |   - route: [{ destination: { host: reviews, subset: v1 } }]',
    '         |     ^^^^^ no match clause: takes every request',
    '      12 |   - match: [{ headers: { end-user: { exact: jason } } }]',
    '         |     ~~~~~ never reached      MS2104',
    '     help: move the unmatched route last      docs: meshsim explain MS2104',
    "     again: meshsim test routes.test.yaml --name 'jason sees v2, everyone else v1'",
    ' match coverage 100% (4 of 4) · subset coverage 66% (2 of 3; missing DestinationRule/reviews/v3)',
    '   destination coverage 100% (6 of 6)',
    ' tests 3 passed, 1 failed · checks 8/9 · route coverage 83% (5 of 6; missing VirtualService/ratings#0) · 38 ms',
    '',
  ])
})

test('a narrow terminal without UTF-8 gets ASCII in its width, source lines and marks still in step', () => {
  const text = defaultText(reportOf(SAMPLE_RUN), { width: 60, color: false, unicode: false })
  expect(text).toMatch(/^[ -~\n]*$/)
  const lines = text.split('\n')
  expect(lines.filter(line => line.length > 60)).toEqual([
    // Names of tests, places and commands stay whole, so that they can be copied.
    ' FAIL jason sees v2, everyone else v1 > end-user: jason      routes.test.yaml:17',
    '     GET http://reviews/reviews/0, sidecar of default/productpage-v1',
    "     again: meshsim test routes.test.yaml --name 'jason sees v2, everyone else v1'",
  ])
  const source = lines.findIndex(line => line.includes('- route:'))
  expect(lines[source + 1].indexOf('^')).toBe(lines[source].indexOf('route'))
})

test('colours change no letter', () => {
  const plain = defaultText(reportOf(SAMPLE_RUN), UNICODE)
  const colored = defaultText(reportOf(SAMPLE_RUN), { ...UNICODE, color: true })
  expect(colored).not.toBe(plain)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character
  expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(plain)
})

test('the key of an expectation is named unless it is the destination', () => {
  const [file] = SAMPLE_RUN.files
  const [first] = file.tests
  const failures = [{ what: 'timeout', expected: '10s', got: 'none', lines: [] }]
  const run = {
    assumed: [],
    files: [{ file: 'a.yaml', tests: [{ ...first, checks: [{ ...first.checks[0], failures }] }] }],
  }
  const text = defaultText(reportOf(run), UNICODE)
  expect(text).toContain('     expected  timeout 10s      got  timeout none\n')
  // Other formats know no coverage.
  expect(text).toMatch(/\n tests 0 passed, 1 failed · checks 0\/1 · 38 ms\n$/)
})

test('files are told apart when there are several; a crowd of passed tests and of failures is counted', () => {
  const [file] = SAMPLE_RUN.files
  const [, , failing, canary] = file.tests
  const crowd = Array.from({ length: 1200 }, () => canary)
  const broken = Array.from({ length: 70 }, () => failing)
  const files = [file, { file: 'more.yaml', tests: crowd }, { file: 'bad.yaml', tests: broken }]
  const lines = defaultText(reportOf({ ...SAMPLE_RUN, files }), UNICODE).split('\n')
  expect(lines[0]).toBe('routes.test.yaml')
  expect(lines).toContain('more.yaml')
  expect(lines).toContain(' ✓ 1,200 tests (1,200 checks)')
  expect(lines).toContain(' and 21 more that failed')
  expect(lines.filter(line => line.startsWith(' ✗ '))).toHaveLength(50)
})

test('assumptions, missed goals and what another tool would say', () => {
  const [file] = SAMPLE_RUN.files
  const [first] = file.tests
  const note = 'istio-config-validator would fail this: it does not know port'
  const tests = [{ ...first, checks: [{ ...first.checks[0], note }] }]
  const run = {
    files: [{ file: 'old.yaml', tests }],
    assumed: ['2 pods for Gateway/edge/public', 'not in the files, assumed: Service/web/catalogue'],
  }
  const report = reportOf(run, { shortfalls: ['routes 50%, 80% are wanted'], milliseconds: undefined })
  expect(defaultText(report, UNICODE).split('\n')).toEqual([
    ' ✓ product page enters by the gateway',
    ` note: product page enters by the gateway › /productpage: ${note}`,
    ' assumed: 2 pods for Gateway/edge/public',
    ' not in the files, assumed: Service/web/catalogue',
    ' ✗ routes 50%, 80% are wanted',
    ' tests 1 passed · checks 1/1',
    '',
  ])
})

test('dot: a sign for each check', () => {
  const lines = dotText(reportOf(SAMPLE_RUN), UNICODE).split('\n')
  expect(lines[0]).toBe(' .....x...')
  expect(lines[1]).toContain('end-user: jason')
  expect(lines.at(-2)).toMatch(/^ tests 3 passed, 1 failed/)
})

test('names with control characters do no harm to a terminal', () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  expect(defaultText(reportOf(hostileRun()), UNICODE)).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/)
})
