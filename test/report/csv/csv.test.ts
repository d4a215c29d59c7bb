import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { AttemptRecord } from '../../../src/measure/attempt-record.ts'
import { REQUEST_COLUMNS, requestsCsvHeader, requestsCsvLines } from '../../../src/report/csv/requests.ts'
import { SUMMARY_COLUMNS, summaryCsv } from '../../../src/report/csv/summary.ts'
import { TIME_SERIES_COLUMNS, timeSeriesCsv } from '../../../src/report/csv/time-series.ts'
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

describe('timeseries.csv', () => {
  const rows = read(timeSeriesCsv(sampleResult))

  test('has a line per bucket with a sample, none for a gap', () => {
    expect(Object.keys(rows[0])).toEqual([...TIME_SERIES_COLUMNS])
    const samples = sampleResult.series.columns.flatMap(column => column.values).filter(value => value !== null)
    expect(rows).toHaveLength(samples.length)
    expect(rows.some(row => row.version === 'v1' && row.metric === 'p99Ns' && row.tNs === '35000000000')).toBe(false)
  })

  test('values stand at the start of their bucket', () => {
    const [column] = sampleResult.series.columns
    const found = rows.find(row => row.hop === 'client>bookinfo.example' && row.tNs === '31000000000')
    expect(found).toMatchObject({ source: 'shoppers', metric: 'requests', value: String(column.values[31]) })
  })
})

describe('requests.csv', () => {
  const record: AttemptRecord = {
    source: 'shoppers, "late"',
    request: 214_803,
    hop: 2,
    attempt: 1,
    proxy: 'default/productpage-v1-4',
    to: '=cmd|calc',
    workload: 'default/reviews-v2',
    version: 'v2',
    zone: 'eu/eu-1b',
    pod: 'default/reviews-v2-1',
    startNs: 662_118_000_000,
    endNs: 662_120_000_000,
    outcome: 'rejected',
    status: 503,
    flags: 'UO',
  }

  test('reads back, quotes and commas kept', () => {
    const [row] = read(requestsCsvHeader() + requestsCsvLines([record]))
    expect(Object.keys(row)).toEqual([...REQUEST_COLUMNS])
    expect(row).toMatchObject({ source: 'shoppers, "late"', request: '214803', endNs: '662120000000', flags: 'UO' })
  })

  test('a spreadsheet runs no name as a formula', () =>
    expect(read(requestsCsvHeader() + requestsCsvLines([record]))[0].to).toBe("'=cmd|calc"))
})
