import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { durationText, parseDuration } from '../../../src/config/scenario/duration.ts'

const ns = (text: string) => {
  const result = parseDuration(text, 's')
  return result.ok ? result.value : result.code
}

describe('durations', () => {
  test.each([
    ['14m', 840e9],
    ['12m30s', 750e9],
    ['1h2m', 3_720e9],
    ['0.3ms', 300_000],
    ['18ms', 18_000_000],
    ['500us', 500_000],
    ['7ns', 7],
    ['0s', 0],
    [' 5ms ', 5_000_000],
    ['1.5s', 1_500_000_000],
  ])('%s', (text, expected) => expect(ns(text)).toBe(expected))

  test.each([
    ['10', 'MS3004'],
    ['-10', 'MS3004'],
    ['0', 'MS3004'],
    ['-5s', 'MS3007'],
    ['2502h', 'MS3007'],
    ['5min', 'MS3005'],
    ['5M', 'MS3005'],
    ['5sec', 'MS3005'],
    ['3 parsecs', 'MS3006'],
    ['30s12m', 'MS3006'],
    ['5s5s', 'MS3006'],
    ['12:30', 'MS3006'],
    ['soon', 'MS3006'],
    ['', 'MS3006'],
    ['.s', 'MS3006'],
  ])('%s is refused', (text, code) => expect(ns(text)).toBe(code))

  test('a bare number is shown with the likely unit', () => {
    expect(parseDuration('10', 's')).toMatchObject({ help: expect.stringContaining('write 10s') })
    expect(parseDuration('5', 'ms')).toMatchObject({ help: expect.stringContaining('write 5ms') })
  })

  test.each([
    ['5min', '5m'],
    ['5M', '5m'],
    ['5sec', '5s'],
    ['20µs', '20us'],
  ])('the unit of %s is corrected to %s', (text, meant) => {
    expect(parseDuration(text, 's')).toMatchObject({ help: expect.stringContaining(`did you mean ${meant}?`) })
  })

  test('a duration written out reads back to the same nanoseconds', () => {
    const times = fc.integer({ min: 0, max: 9_000_000_000_000_000 })
    fc.assert(fc.property(times, value => ns(durationText(value)) === value))
  })
})
