import { describe, expect, it } from 'vitest'
import { parseGoal, parseMeasure } from '../../../src/config/scenario/measure.ts'

const PLACE = { file: 'x', line: 1, column: 1 }
const TIMES = { marks: new Map([['loss', 60e9]]), durationNs: 120e9, warmupNs: 0 }

const measure = (text: string) => parseMeasure(text, PLACE, TIMES)
const goal = (text: string) => parseGoal(text, PLACE, TIMES)

describe('a figure', () => {
  it.each([
    ['p99{at=client}', 'p99{at=client}'],
    ['p99.9', 'p99.9'],
    ['latency{at=client} p50', 'p50{at=client}'],
    ['mean { at = gateway }', 'mean{at=gateway}'],
    ['errors', 'errors'],
    ['errors{at=gateway} rate', 'errors{at=gateway}'],
    ['errors count', 'errors count'],
    ['utilisation{workload=web} max during loss..+30s', 'utilisation{workload=web} max during loss..+30s'],
  ])('%s', (text, canonical) => {
    expect(measure(text)).toMatchObject({ ok: true, value: { text: canonical } })
  })

  it('has the unit of its statistic', () => {
    expect(measure('errors')).toMatchObject({ value: { unit: 'fraction', statistic: { kind: 'rate' } } })
    expect(measure('errors count')).toMatchObject({ value: { unit: 'count' } })
    expect(measure('p99.9')).toMatchObject({
      value: { unit: 'time', statistic: { kind: 'percentile', percent: 99.9 } },
    })
  })

  it.each([
    ['latency{at=client}', 'MS3023'],
    ['p101{at=client}', 'MS3020'],
    ['eror', 'MS3020'],
    ['errors p99', 'MS3023'],
    ['p99{att=client}', 'MS3021'],
    ['p99 during lost', 'MS3025'],
    ['p99{at=client} < 4ms', 'MS3022'],
    ['', 'MS3022'],
    ['p99 twice over', 'MS3022'],
  ])('%s is refused', (text, code) => {
    expect(measure(text)).toMatchObject({ ok: false, code })
  })
})

describe('a goal', () => {
  it.each([
    ['p99{at=client}<400ms', 'p99{at=client} < 400ms', { kind: 'compare', operator: '<', value: 400e6 }],
    ['utilisation{workload=web} max <= 80%', 'utilisation{workload=web} max <= 80%', { operator: '<=', value: 0.8 }],
    ['errors in 1%..2% during loss', 'errors in 1%..2% during loss', { kind: 'in', low: 0.01, high: 0.02 }],
    ['requests > 90/s', 'requests > 90/s', { operator: '>', value: 90 }],
  ])('%s', (text, canonical, test) => {
    expect(goal(text)).toMatchObject({ ok: true, value: { text: canonical, test } })
  })

  it.each([
    ['p99{at=client}', 'MS3022'],
    ['p99{at=client} < 400', 'MS3004'],
    ['p99{at=client} < 4%', 'MS3024'],
    ['errors < 400ms', 'MS3024'],
  ])('%s is refused', (text, code) => {
    expect(goal(text)).toMatchObject({ ok: false, code })
  })
})
