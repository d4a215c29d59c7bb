import { describe, expect, it } from 'vitest'
import type { Precision } from '../../../src/measure/precision.ts'
import { widthOf } from '../../../src/report/text/layout.ts'
import { precisionLines } from '../../../src/report/text/precision.ts'
import { styleOf } from '../../../src/report/text/style.ts'
import { samplePrecision } from '../sample-precision.ts'
import { sampleResult } from '../sample-result.ts'

const lines = (precision: Precision | undefined, width = 100) =>
  precisionLines({ ...sampleResult, precision }, styleOf({ color: false, unicode: true, width }))

describe('the precision of one run', () => {
  it('has each figure with its interval, or why there is none', () => {
    expect(lines(samplePrecision).join('\n')).toBe(`Precision: 95% intervals from 24 batches of 2s
  whole run  value
  mean       81.2ms [80.9ms, 81.5ms]
  p50        80ms [79.8ms, 80.2ms]
  p95        402ms                    neighbouring batches resemble each other: run longer
  p99        925ms                    too few requests
  errors     0%                       too few errors`)
  })

  it('names the sources where there are several', () => {
    const [users] = samplePrecision.sources
    const two = { ...samplePrecision, sources: [users, { ...users, source: 'robots' }] }
    expect(lines(two)[1]).toMatch(/^ {2}client +whole run +value/)
    expect(lines(two)[7]).toMatch(/^ {2}robots +mean +81\.2ms/)
  })

  it('says why one run has none', () => {
    const none = { batches: 0, batchNs: 0, sources: [] }
    expect(lines({ none: 'changes', ...none }).join(' ')).toContain('a run that changes on its way has no intervals')
    expect(lines({ none: 'short', ...none }).join(' ')).toContain('41 buckets of 1s after the warm-up')
    expect(lines(undefined)).toEqual([])
  })

  it('fits a narrow terminal', () => {
    for (const precision of [samplePrecision, { none: 'changes', batches: 0, batchNs: 0, sources: [] } as const])
      for (const line of lines(precision, 40)) expect(widthOf(line), line).toBeLessThanOrEqual(40)
  })
})
