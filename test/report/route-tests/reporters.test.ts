import { expect, test } from 'vitest'
import { routeTestReporters } from '../../../src/report/route-tests/reporters.ts'
import { hostileRun, reportOf, SAMPLE_RUN } from './sample-run.ts'
import { parseXml, type XmlElement } from './xml.ts'

const OPTIONS = { width: 100, color: false, unicode: true }
const { github, json, junit, tap } = routeTestReporters

test('json: sums, coverage and every check', () => {
  const document = JSON.parse(json(reportOf(SAMPLE_RUN), OPTIONS))
  expect(document).toMatchObject({
    schema: 1,
    passed: false,
    tests: { passed: 3, failed: 1 },
    checks: { passed: 8, failed: 1 },
    milliseconds: 38,
    coverage: { routes: { percent: 83, covered: 5, total: 6 } },
  })
  const [, , failing] = document.files[0].tests
  expect(failing).toMatchObject({ passed: false, again: expect.stringContaining('--name') })
  expect(failing.checks[0]).toMatchObject({ passed: false, failures: [{ code: 'MS2104' }], got: { to: 'reviews' } })
})

test('json: a missed goal is not passed', () => {
  const run = { files: [], assumed: [] }
  expect(JSON.parse(json(reportOf(run), OPTIONS)).passed).toBe(true)
  expect(JSON.parse(json(reportOf(run, { shortfalls: ['routes'] }), OPTIONS)).passed).toBe(false)
})

test('junit: one testcase for each check, failures with their text', () => {
  const root = parseXml(junit(reportOf(SAMPLE_RUN), OPTIONS))
  expect(root).toMatchObject({ name: 'testsuites', attributes: { tests: '9', failures: '1', time: '0.038' } })
  const [suite] = root.children
  expect(suite.attributes).toMatchObject({ name: 'routes.test.yaml', tests: '9', failures: '1' })
  expect(suite.children.map(({ name }) => name)).toEqual(Array(9).fill('testcase'))
  const failed = suite.children.filter(({ children }) => children.length > 0)
  expect(failed.map(({ attributes }) => attributes.name)).toEqual(['jason sees v2, everyone else v1 › end-user: jason'])
  expect(failed[0].attributes).toMatchObject({ file: 'routes.test.yaml', line: '17' })
  expect(failed[0].children[0]).toMatchObject({
    name: 'failure',
    attributes: { message: expect.stringContaining('expected reviews subset v2, got reviews subset v1') },
    text: expect.stringContaining('overlays/reviews.yaml:12:5 never reached'),
  })
})

test('junit: any text is valid XML and comes back', () => {
  const text = junit(reportOf(hostileRun(), { shortfalls: ['<goal>'] }), OPTIONS)
  const root = parseXml(text)
  expect(root.attributes).toMatchObject({ tests: '2', failures: '2' })
  const names = (element: XmlElement): readonly string[] => [
    element.name,
    ...element.children.flatMap(child => names(child)),
  ]
  expect(names(root)).toEqual([
    'testsuites',
    ...['testsuite', 'testcase', 'failure', 'system-out'],
    ...['testsuite', 'testcase', 'failure'],
  ])
  const [suite] = root.children
  expect(suite.attributes.name).toBe('a,b:<c>.yaml')
  expect(suite.children[0].attributes.name).toContain(`<a href="x"> & 'b' ]]> # 100%, \u{fffd}\n::set-output:: \\`)
})

test('github: an annotation for each failed check, at the expectation, then the summary', () => {
  const lines = github(reportOf(SAMPLE_RUN, { shortfalls: ['routes 83%, 90% are wanted'] }), OPTIONS).split('\n')
  const annotations = lines.filter(line => line.startsWith('::'))
  expect(annotations).toHaveLength(2)
  expect(annotations[0]).toMatch(
    /^::error file=routes\.test\.yaml,line=17,col=5,title=jason sees v2%2C everyone else v1 › end-user%3A jason::to: expected reviews subset v2, got /,
  )
  expect(annotations[0]).toContain('%0Aoverlays/reviews.yaml:12: never reached%0A')
  expect(annotations[1]).toBe('::error title=coverage::routes 83%25, 90%25 are wanted')
  expect(lines.at(-3)).toMatch(/checks 8\/9/)
})

test('github: no text can begin a command of its own', () => {
  const lines = github(reportOf(hostileRun()), OPTIONS).split('\n')
  expect(lines.filter(line => line.startsWith('::'))).toHaveLength(1)
  expect(lines[0]).toMatch(/^::error file=a%2Cb|^::error file=routes\.test\.yaml,/)
  expect(lines[0].slice(2).split('::')[0]).not.toMatch(/title=.*[,:]/)
})

test('tap: version 14, the plan, a YAML block where a check failed', () => {
  const lines = tap(reportOf(SAMPLE_RUN), OPTIONS).split('\n')
  expect(lines.slice(0, 2)).toEqual(['TAP version 14', '1..9'])
  expect(lines.filter(line => /^ok \d+ - /.test(line))).toHaveLength(8)
  const failed = lines.findIndex(line => line.startsWith('not ok'))
  expect(lines[failed]).toBe('not ok 6 - jason sees v2, everyone else v1 › end-user: jason')
  expect(lines[failed + 1]).toBe('  ---')
  expect(lines).toContain('  at: "routes.test.yaml:17:5"')
  expect(lines.indexOf('  ...')).toBeGreaterThan(failed)
})

test('tap: signs with a meaning are escaped, a missed goal is a point', () => {
  const lines = tap(reportOf(hostileRun(), { shortfalls: ['routes #1'] }), OPTIONS).split('\n')
  expect(lines[1]).toBe('1..2')
  const points = lines.filter(line => line.startsWith('not ok'))
  expect(points).toHaveLength(2)
  expect(points[0]).toContain(']]> \\# 100%')
  expect(points[0]).toContain('\\\\ › ')
  expect(points[1]).toBe('not ok 2 - coverage: routes \\#1')
})
