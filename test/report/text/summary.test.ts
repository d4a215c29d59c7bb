import { expect, test } from 'vitest'
import type { RunResult } from '../../../src/measure/result.ts'
import { widthOf } from '../../../src/report/text/layout.ts'
import { summaryText } from '../../../src/report/text/summary.ts'
import { sampleResult } from '../sample-result.ts'

const plain = { color: false, unicode: true, resultsDir: 'results/canary/seed-42' }

// The snapshots were read line by line: every figure is one of the fixture's.
test.each([120, 80, 60])('reads well at %d columns', width => {
  expect(summaryText(sampleResult, { ...plain, width })).toMatchSnapshot()
})

test('ASCII for a locale without UTF-8', () => {
  const text = summaryText(sampleResult, { ...plain, width: 80, unicode: false })
  expect(text).toMatchSnapshot()
  expect(text).toMatch(/^[\n -~]*$/)
})

test.each([40, 47, 60, 61, 72, 80, 99, 120, 200])('no line is wider than %d columns', width => {
  for (const unicode of [true, false]) {
    const text = summaryText(sampleResult, { ...plain, width, unicode })
    for (const line of text.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(width)
  }
})

test('the last line is the digest', () => {
  expect(
    summaryText(sampleResult, { ...plain, width: 80 })
      .split('\n')
      .slice(-2),
  ).toEqual(['digest 0123456789abcdef', ''])
})

test('colours add nothing but colours', () => {
  const bare = summaryText(sampleResult, { ...plain, width: 80 })
  const painted = summaryText(sampleResult, { ...plain, width: 80, color: true })
  expect(painted).not.toBe(bare)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the colour codes
  expect(painted.replace(/\u001b\[\d+m/g, '')).toBe(bare)
})

test('long names are shortened and figures stay whole', () => {
  const long = 'a-service-with-a-name-that-somebody-generated-from-a-template-and-a-branch-name'
  const renamed = JSON.parse(JSON.stringify(sampleResult).replaceAll('reviews', long)) as RunResult
  const text = summaryText(renamed, { ...plain, width: 80 })
  for (const line of text.split('\n')) expect(widthOf(line), line).toBeLessThanOrEqual(80)
  for (const figure of ['402ms', '61.5%', '90.00%', '89.97%', '99.8%']) expect(text).toContain(figure)
})

test('control characters of a file never reach the terminal', () => {
  const scenario = { ...sampleResult.scenario, title: 'red \u001b[31malert\u0007' }
  const text = summaryText({ ...sampleResult, scenario }, { ...plain, width: 80 })
  expect(text).not.toMatch(/[^\P{Cc}\n]/u)
})

test('a run without assertions says so, an interrupted one where it ended', () => {
  const open = { ...sampleResult, assertions: [], passed: true }
  expect(summaryText(open, { ...plain, width: 80 })).toContain('no assertions to check')
  const cut = { ...sampleResult, complete: false, endedNs: 20_500_000_000 }
  expect(summaryText(cut, { ...plain, width: 80 })).toContain('interrupted at 0m20.5 of 1m')
})

test('an assertion without a sample shows that instead of a figure', () => {
  const [first] = sampleResult.assertions
  const unseen = { ...first, observed: undefined, passed: false, note: 'no request had code 418' }
  const text = summaryText({ ...sampleResult, assertions: [unseen] }, { ...plain, width: 100 })
  expect(text).toContain('✗ errors{at=gateway}  rate < 0.5%  no sample  no request had code 418')
})

test('nothing measured is still a summary', () => {
  const series = { bucketNs: 1_000_000_000, count: 0, columns: [] }
  const mesh = { ...sampleResult.mesh, notModelled: [], assumed: [], warnings: [] }
  const empty: RunResult = {
    ...sampleResult,
    ...{ assertions: [], happenings: [], windows: [], hops: [], totals: [], shares: [], pods: [], series, mesh },
  }
  expect(summaryText(empty, { ...plain, width: 80 })).toMatchInlineSnapshot(`
    "bookinfo canary to reviews:v2, then lose a zone
    one run, seed 42 · 1m simulated · istio 1.32 defaults
    mesh  5 files · 6 workloads · 22 pods · 3 zones · 37 of 41 resources modelled

    24,012 requests, 24,001 answered, 11 in flight at the end
    no assertions to check
    report results/canary/seed-42/report.html
    digest 0123456789abcdef
    "
  `)
})
