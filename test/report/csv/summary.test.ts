import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { SUMMARY_COLUMNS, summaryCsv } from '../../../src/report/csv/summary.ts'
import { sampleResult } from '../sample-result.ts'

const read = (text: string): Record<string, string>[] => parse(text, { columns: true })

describe('summary.csv', () => {
  const rows = read(summaryCsv(sampleResult))

  test('has the long-form columns', () => expect(Object.keys(rows[0])).toEqual([...SUMMARY_COLUMNS]))

  test('every count of every hop comes back', () => {
    for (const hop of sampleResult.hops) {
      const found = rows.filter(
        row =>
          row.hop === `${hop.at}>${hop.to}` &&
          row.pod === hop.pod &&
          row.window === hop.window &&
          row.zone === hop.zone,
      )
      const countsOf = (metric: string) =>
        found.filter(row => row.workload === hop.workload && row.metric === metric).map(row => Number(row.value))
      expect(countsOf('requests')).toContain(hop.requests)
      expect(countsOf('rejected')).toContain(hop.outcomes.rejected)
      expect(countsOf('p99Ns')).toContain(hop.latency.p99Ns)
    }
  })

  test('totals, codes, shares and pods are there', () => {
    const find = (labels: Record<string, string>) =>
      rows.filter(row => Object.entries(labels).every(([key, value]) => row[key] === value)).map(row => row.value)
    const hop = 'default/productpage-v1>default/reviews'
    expect(find({ hop, workload: '', pod: '', window: 'zone-loss', metric: 'requests' })).toContain('9942')
    expect(find({ workload: 'default/reviews-v2', window: 'zone-loss', metric: 'code 503 UO' })).toEqual(['5800'])
    expect(find({ hop, workload: 'v2', window: 'canary-10', metric: 'shareConfigured' })).toEqual(['0.1'])
    expect(find({ hop, workload: 'v2', window: 'zone-loss', metric: 'shareConfigured' })).toEqual([])
    expect(find({ pod: 'default/reviews-v2-0', window: 'zone-loss', metric: 'ejections' })).toEqual(['4'])
  })
})
