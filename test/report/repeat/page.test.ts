import { expect, test } from 'vitest'
import { repeatPage } from '../../../src/report/repeat/page.ts'
import { sampleRepeat } from './sample-repeat.ts'

const page = repeatPage(sampleRepeat)

test('the page says what was found and leads to the runs, relative to itself', () => {
  expect(page).toContain('2 of 3 runs passed, 2 needed')
  expect(page).toContain('Shop &lt;under&gt; load')
  // t(0.975; 2) = 4.3027, s = 10 ms: 110 ± 24.84 ms.
  expect(page).toContain('110ms [85.2ms, 135ms]')
  expect(page).toContain('set warmup: 10s')
  expect([...page.matchAll(/href="([^"]*)"/g)].map(([, target]) => target)).toEqual([
    'seed-4/report.html',
    'seed-5/report.html',
    'seed-6/report.html',
  ])
  expect(page).not.toMatch(/<script|<link|<img|https?:|NaN|undefined/)
})

test('every run with a sample is a dot, in the order of its value from left to right', () => {
  const [latency, errors] = [...page.matchAll(/<svg class="runs".*?<\/svg>/g)].map(([svg]) => svg)
  const dots = (svg: string) => [...svg.matchAll(/cx="([\d.]+)"/g)].map(([, x]) => Number(x))
  const [a, b, c] = dots(latency)
  expect(b - a).toBeCloseTo(c - b, 0)
  expect(b).toBeGreaterThan(a)
  // The limit of 115 ms lies half way between the second and the third run.
  const [, limit] = /class="configured" x1="([\d.]+)"/.exec(latency) ?? []
  expect(Number(limit)).toBeCloseTo((b + c) / 2, 0)
  expect(dots(errors)).toHaveLength(2)
})

test('a page without a finished run says so', () => {
  const none = repeatPage({
    ...{ ...sampleRepeat, runs: [], assertions: [], passed: false, complete: false },
    until: undefined,
    warmup: undefined,
  })
  expect(none).toContain('no run was finished')
  expect(none).toContain('interrupted')
  expect(none).not.toMatch(/Infinity|NaN|undefined/)
})
