import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import type { AttemptRecord } from '../../../src/measure/attempt-record.ts'
import { REQUEST_COLUMNS, requestsCsvHeader, requestsCsvLines } from '../../../src/report/csv/requests.ts'

const read = (text: string): Record<string, string>[] => parse(text, { columns: true })

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

  test('grpc-status has a column of its own, empty where there is none', () => {
    const rows = read(requestsCsvHeader() + requestsCsvLines([{ ...record, grpcStatus: 14 }, record]))
    expect(rows.map(({ grpcStatus }) => grpcStatus)).toEqual(['14', ''])
  })

  test('a spreadsheet runs no name as a formula', () =>
    expect(read(requestsCsvHeader() + requestsCsvLines([record]))[0].to).toBe("'=cmd|calc"))
})
