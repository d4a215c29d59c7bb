import { expect, it } from 'vitest'
import { TcpSeries } from '../../src/measure/tcp-series.ts'

const SECOND = 1e9
const figures = (sentBytes: number, receivedBytes = 0) => ({ connections: 1, sentBytes, receivedBytes })
const valuesOf = (series: TcpSeries, figure: Parameters<TcpSeries['value']>[1]) =>
  [0, 1, 2, 3, 4].map(bucket => series.value(bucket, figure))

it('a connection counts where it came about, is open while it lasts, and its bytes flow evenly', () => {
  const series = new TcpSeries(SECOND)
  series.add(figures(1000, 400), 0.5 * SECOND, 2.5 * SECOND)
  expect(valuesOf(series, 'connections')).toEqual([1, 0, 0, 0, 0])
  expect(valuesOf(series, 'openConnections')).toEqual([0.5, 1, 0.5, 0, 0])
  expect(valuesOf(series, 'sentBytes')).toEqual([250, 500, 250, 0, 0])
  expect(valuesOf(series, 'receivedBytes')).toEqual([100, 200, 100, 0, 0])
})

it('several add up, in any order; no byte is lost to rounding', () => {
  const series = new TcpSeries(SECOND)
  series.add(figures(100), 2 * SECOND, 5 * SECOND)
  series.add(figures(7), 0, 3 * SECOND)
  expect(valuesOf(series, 'openConnections')).toEqual([1, 1, 2, 1, 1])
  expect(valuesOf(series, 'sentBytes').reduce((sum, each) => sum + each)).toBe(107)
})

it('one of no length is open at no time and carries its bytes all the same', () => {
  const series = new TcpSeries(SECOND)
  series.add(figures(10), SECOND, SECOND)
  expect(valuesOf(series, 'connections')).toEqual([0, 1, 0, 0, 0])
  expect(valuesOf(series, 'openConnections')).toEqual([0, 0, 0, 0, 0])
  expect(valuesOf(series, 'sentBytes')).toEqual([0, 10, 0, 0, 0])
})

it('one that ends with a bucket is not open in the next', () => {
  const series = new TcpSeries(SECOND)
  series.add(figures(10), 0, SECOND)
  expect(valuesOf(series, 'sentBytes')).toEqual([10, 0, 0, 0, 0])
})
