import { describe, expect, test } from 'vitest'
import {
  countText,
  durationText,
  figureText,
  instantText,
  percentText,
  rateText,
  ratioText,
  shareText,
  sizeText,
} from '../../src/report/figure.ts'

const MS = 1_000_000
const S = 1_000_000_000

describe('durations for people', () => {
  test.each([
    [0, '0s'],
    [850, '850ns'],
    [1_500, '1.5us'],
    [480_000, '0.48ms'],
    [4.1 * MS, '4.1ms'],
    [41 * MS, '41ms'],
    [571.4 * MS, '571ms'],
    [999.6 * MS, '1s'],
    [1.2 * S, '1.2s'],
    [60 * S, '1m'],
    [214 * S, '214s'],
    [14 * 60 * S, '14m'],
    [750 * S, '12m30s'],
    [3_900 * S, '1h05m'],
    [7_200 * S, '2h'],
    [-41 * MS, '-41ms'],
  ])('%d ns is %s', (ns, text) => expect(durationText(ns)).toBe(text))
})

describe('instants of the run, to a tenth of a second', () => {
  test.each([
    [0, '0m00.0'],
    [540 * S, '9m00.0'],
    [546.2 * S, '9m06.2'],
    [750 * S, '12m30.0'],
    [59.96 * S, '1m00.0'],
    [3_723.4 * S, '1h02m03.4'],
  ])('%d ns is %s', (ns, text) => expect(instantText(ns)).toBe(text))
})

describe('percentages', () => {
  test.each([
    [0, '0%'],
    [1, '100%'],
    [0.0002, '0.02%'],
    [0.0946, '9.46%'],
    [0.376, '37.6%'],
    [0.000004, '0.0004%'],
    [0.9998, '99.98%'],
    [0.99999, '99.999%'],
  ])('%d is %s', (fraction, text) => expect(percentText(fraction)).toBe(text))

  test('a column of shares has two decimals throughout', () => expect(shareText(0.1)).toBe('10.00%'))
})

test('counts have their thousands grouped', () => {
  expect([0, 999, 1_000, 346_200, 12_345_678].map(countText)).toEqual(['0', '999', '1,000', '346,200', '12,345,678'])
})

test('rates and ratios', () => {
  expect([0.25, 41.26, 400.2, 57_123.4].map(rateText)).toEqual(['0.25/s', '41.3/s', '400/s', '57,123/s'])
  expect(ratioText(1.184)).toBe('1.18')
})

describe('the figure of an assertion never looks like the limit it missed', () => {
  test.each([
    [0.00501, 'fraction', 'rate < 0.5%', '0.501%'],
    [0.00499, 'fraction', 'rate < 0.5%', '0.499%'],
    [400.4 * MS, 'time', 'p99 < 400ms', '400.4ms'],
    [3.0004, 'count', 'max <= 3', '3.0004'],
    [399.6, 'perSecond', 'rate >= 400/s', '399.6/s'],
  ] as const)('%d %s beside %s is %s', (value, unit, condition, text) =>
    expect(figureText(value, unit, condition)).toBe(text),
  )

  test('a figure that is the limit stays as it is', () =>
    expect(figureText(400 * MS, 'time', 'p99 <= 400ms')).toBe('400ms'))

  test('a figure far from the limit keeps its usual digits', () =>
    expect(figureText(0.376, 'fraction', 'rate < 1%')).toBe('37.6%'))

  test('what never recovered says so', () =>
    expect(figureText(Number.POSITIVE_INFINITY, 'time', 'time < 60s')).toBe('never'))
})

describe('sizes', () => {
  test.each([
    [0, '0B'],
    [512, '512B'],
    [999, '999B'],
    [1000, '1kB'],
    [1530, '1.53kB'],
    [999_499, '999kB'],
    [999_500, '1MB'],
    [1.5e9, '1.5GB'],
    [2e18, '2000PB'],
  ])('%d bytes: %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text)
  })
})
