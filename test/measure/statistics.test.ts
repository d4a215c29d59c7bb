import { describe, expect, it, test } from 'vitest'
import { normalQuantile } from '../../src/kernel/normal-quantile.ts'
import { type Rng, stream } from '../../src/kernel/rng.ts'
import {
  controlledInterval,
  hangTogether,
  sectionedInterval,
  studentInterval,
  studentsDiffer,
} from '../../src/measure/statistics.ts'

test('Student interval by the table: t(0.975, 4) = 2.776, s = sqrt(2.5)', () => {
  const { estimate, low, high } = studentInterval([1, 2, 3, 4, 5])
  expect(estimate).toBe(3)
  expect(high - estimate).toBeCloseTo(2.7764451 * Math.sqrt(2.5 / 5), 6)
  expect(estimate - low).toBeCloseTo(high - estimate, 12)
  expect(studentInterval([1, 2, 3, 4, 5], 0.99).high - 3).toBeCloseTo(4.6040949 * Math.sqrt(0.5), 6)
})

test('it covers the true mean about as often as it says', () => {
  const rng = stream(5, 'coverage')
  let covered = 0
  for (let i = 0; i < 1000; i++) {
    const { low, high } = studentInterval(Array.from({ length: 8 }, () => normalQuantile(rng.next53() || 0.5)))
    if (low <= 0 && 0 <= high) covered++
  }
  // Binomial with p = 0.95: 4 standard deviations of 6.9 around 950.
  expect(Math.abs(covered - 950)).toBeLessThan(28)
})

test('the spread of parts counts around the figure of the whole', () => {
  expect(sectionedInterval(3, [1, 2, 3, 4, 5]).high - 3).toBeCloseTo(2.7764451 * Math.sqrt(2.5 / 5), 6)
  // 9 + 4 + 1 + 0 + 1 = 15 over four degrees of freedom.
  const { estimate, low, high } = sectionedInterval(4, [1, 2, 3, 4, 5])
  expect(estimate).toBe(4)
  expect(high - 4).toBeCloseTo(2.7764451 * Math.sqrt(15 / 4 / 5), 6)
  expect(4 - low).toBeCloseTo(high - 4, 12)
})

/** x' = 0.9 x + noise: what it was a hundred steps ago counts for nothing. */
function autoregressive(rng: Rng, length: number): number[] {
  const values: number[] = []
  for (let i = 0, x = 0; i < length; i++) {
    x = 0.9 * x + normalQuantile(rng.next53() || 0.5)
    values.push(x)
  }
  return values
}

const meansOf = (values: readonly number[], size: number) =>
  Array.from(
    { length: values.length / size },
    (_, i) => values.slice(i * size, (i + 1) * size).reduce((a, b) => a + b) / size,
  )

test('batch means cover the mean of an autocorrelated series where the plain interval does not', () => {
  const rng = stream(6, 'autoregressive')
  let batched = 0
  let plain = 0
  for (let run = 0; run < 200; run++) {
    const values = autoregressive(rng, 3000)
    const narrow = studentInterval(values)
    const wide = sectionedInterval(narrow.estimate, meansOf(values, 150))
    if (wide.low <= 0 && 0 <= wide.high) batched++
    if (narrow.low <= 0 && 0 <= narrow.high) plain++
  }
  expect(batched).toBeGreaterThan(177) // 190 expected, minus 4 standard deviations of 3.1
  expect(plain).toBeLessThan(120) // sqrt((1 + 0.9) / (1 - 0.9)) = 4.4 times too narrow: about 35 % of 200
})

describe('values that hang together', () => {
  it('by hand: of 1 to 8 the squared steps are 7, the spread is 42', () => {
    // 1 - 7 / 84 = 0.917; 1.645 * sqrt(6 / 63) = 0.508.
    expect(hangTogether([1, 2, 3, 4, 5, 6, 7, 8])).toBe(true)
    expect(hangTogether([1, 8, 2, 7, 3, 6, 4, 5])).toBe(false)
    expect(hangTogether(new Array(8).fill(3))).toBe(false)
  })

  it('one series of twenty without memory seems to, nearly all with it do', () => {
    const rng = stream(7, 'hang together')
    const seeming = [0, 0]
    for (let run = 0; run < 400; run++) {
      if (hangTogether(Array.from({ length: 40 }, () => normalQuantile(rng.next53() || 0.5)))) seeming[0]++
      // Means of ten steps: neighbours share half of what they are.
      if (hangTogether(meansOf(autoregressive(rng, 400), 10))) seeming[1]++
    }
    // Binomial: 20 of 400 expected, 4 standard deviations of 4.4.
    expect(Math.abs(seeming[0] - 20)).toBeLessThan(18)
    expect(seeming[1]).toBeGreaterThan(300)
  })
})

test('two means differ beyond t(0.995, 4) = 4.604 standard errors of their difference', () => {
  // s = sqrt(2.5) in 1..5; the difference from the mean of 5 values of a single one has the error s * sqrt(1/5 + 1).
  const limit = 4.6040949 * Math.sqrt(2.5 * (1 / 5 + 1))
  expect(studentsDiffer([3 + limit + 0.001], [1, 2, 3, 4, 5])).toBe(true)
  expect(studentsDiffer([3 - limit - 0.001], [1, 2, 3, 4, 5])).toBe(true)
  expect(studentsDiffer([3 + limit - 0.001], [1, 2, 3, 4, 5])).toBe(false)
  expect(studentsDiffer([0.1, 0.1, 0.1], new Array(7).fill(0.1))).toBe(false)
})

test('a control takes out what it explains', () => {
  // Values are 10 + 2 (control - 5) exactly: nothing is left to doubt.
  const exact = controlledInterval([12, 8, 14], [6, 4, 7], 5)
  expect(exact.low).toBeCloseTo(10, 10)
  expect(exact.high).toBeCloseTo(10, 10)
  // Slope 1.5, residuals 0.5, -1, 0.5 about the line: s = sqrt(1.5 / 1), t(0.975; 1) = 12.7062.
  const { estimate, low, high } = controlledInterval([1, 1, 4], [0, 1, 2], 1)
  const margin = 12.7062 * Math.sqrt(1.5) * Math.sqrt(1 / 3)
  expect(estimate).toBeCloseTo(2, 10)
  expect(low).toBeCloseTo(2 - margin, 3)
  expect(high).toBeCloseTo(2 + margin, 3)
})

test('the controlled interval covers the truth as often as it says, and is narrower', () => {
  const random = stream(5, 'control')
  const normal = () => normalQuantile(random.next53() || 0.5)
  let covered = 0
  let widths = 0
  let plain = 0
  for (let round = 0; round < 2000; round++) {
    const controls = Array.from({ length: 20 }, normal)
    const values = controls.map(control => 3 * control + normal())
    const { low, high } = controlledInterval(values, controls, 0)
    if (low <= 0 && 0 <= high) covered++
    widths += high - low
    const whole = studentInterval(values)
    plain += whole.high - whole.low
  }
  // 95 % of 2,000 is 1,900, with a standard deviation of 9.7.
  expect(covered).toBeGreaterThan(1900 - 40)
  expect(covered).toBeLessThan(1900 + 40)
  expect(widths).toBeLessThan(plain / 2)
})
