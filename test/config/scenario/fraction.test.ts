import { describe, expect, test } from 'vitest'
import { parseFactor, parsePercent, parseWeight } from '../../../src/config/scenario/fraction.ts'
import type { Parsed } from '../../../src/config/scenario/parsed.ts'

const outcome = (result: Parsed<number>) => (result.ok ? result.value : result.code)

describe('percentages', () => {
  test.each([
    ['2%', 0.02],
    ['0.1%', 0.001],
    ['100 %', 1],
    ['0%', 0],
    ['9.99%', 0.0999],
  ])('%s', (text, expected) => expect(outcome(parsePercent(text))).toBe(expected))

  test.each([
    ['2', 'MS3004'],
    ['0.02', 'MS3004'],
    ['-2%', 'MS3007'],
    ['101%', 'MS3007'],
    ['two%', 'MS3006'],
    ['%', 'MS3006'],
  ])('%s is refused', (text, code) => expect(outcome(parsePercent(text))).toBe(code))
})

describe('factors', () => {
  test.each([
    ['x3', 3],
    ['x0.5', 0.5],
    ['×2', 2],
  ])('%s', (text, expected) => expect(outcome(parseFactor(text))).toBe(expected))

  test.each([
    ['3', 'MS3004'],
    ['3x', 'MS3006'],
    ['x0', 'MS3007'],
    ['x-1', 'MS3006'],
  ])('%s is refused', (text, code) => expect(outcome(parseFactor(text))).toBe(code))
})

describe('weights', () => {
  test.each([
    [90, 90],
    ['90%', 90],
    ['7', 7],
    [0, 0],
    [0.5, 0.5],
  ])('%s', (value, expected) => expect(outcome(parseWeight(value))).toBe(expected))

  test.each([
    ['many', 'MS3016'],
    [null, 'MS3016'],
    [true, 'MS3016'],
    [[1], 'MS3016'],
    [Number.NaN, 'MS3016'],
    [Number.POSITIVE_INFINITY, 'MS3016'],
    [-1, 'MS3007'],
  ])('%s is refused', (value, code) => expect(outcome(parseWeight(value))).toBe(code))
})
