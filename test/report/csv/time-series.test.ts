import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { TIME_SERIES_COLUMNS, timeSeriesCsv } from '../../../src/report/csv/time-series.ts'
import { sampleResult } from '../sample-result.ts'

const read = (text: string): Record<string, string>[] => parse(text, { columns: true })

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
