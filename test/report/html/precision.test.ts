import { expect, test } from 'vitest'
import { precisionHtml } from '../../../src/report/html/precision.ts'
import { samplePrecision } from '../sample-precision.ts'
import { sampleResult } from '../sample-result.ts'

test('each figure with its interval, or why there is none', () => {
  const page = precisionHtml({ ...sampleResult, precision: samplePrecision })
  expect(page).toContain('<h2>Precision: 95% intervals from 24 batches of 2s</h2>')
  expect(page).toContain('<td>users</td><td>mean</td><td>81.2ms [80.9ms, 81.5ms]</td>')
  expect(page).toContain('<td>errors</td><td>0%</td><td class="text">too few errors</td>')
})

test('a run without intervals says why, an older result nothing', () => {
  const none = { batches: 0, batchNs: 0, sources: [] }
  expect(precisionHtml({ ...sampleResult, precision: { none: 'changes', ...none } })).toContain('has no intervals')
  expect(precisionHtml({ ...sampleResult, precision: undefined })).toBe('')
})
