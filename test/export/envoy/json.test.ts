import { expect, it } from 'vitest'
import { duration, percentage, typed } from '../../../src/export/envoy/json.ts'

it.each([
  [0, '0s'],
  [100_000_000, '0.1s'],
  [1_500_000_000, '1.5s'],
  [1, '0.000000001s'],
  [3_600_000_000_000, '3600s'],
])('%d ns as a protobuf duration', (ns, text) => {
  expect(duration(ns)).toBe(text)
})

it('percentages have four places, as Istio sends them', () => {
  expect(percentage(0.01)).toEqual({ numerator: 100, denominator: 'MILLION' })
  expect(percentage(33.3333)).toEqual({ numerator: 333_333, denominator: 'MILLION' })
})

it('names the type of a message in an Any', () => {
  expect(typed('config.a.v3.B', { c: 1 })).toEqual({ '@type': 'type.googleapis.com/envoy.config.a.v3.B', c: 1 })
})
