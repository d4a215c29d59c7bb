import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ATTEMPT, Digest, HIGH, nameHash } from '../../src/measure/digest.ts'

/** source, request, hop, attempt, proxy, endpoint, start, end, outcome, status, flags */
type Attempt = readonly number[]

const attempt: Attempt = [
  nameHash('shoppers'),
  17,
  2,
  1,
  nameHash('productpage-v1-0'),
  nameHash('reviews-v2-1'),
  61_000_000_123,
  61_014_000_456,
  0,
  200,
  nameHash(''),
]

function digestOf(...attempts: readonly Attempt[]): string {
  return told(attempts).hex()
}

function told(attempts: readonly Attempt[], digest = new Digest()): Digest {
  digest.attempts(Int32Array.from(attempts.flatMap(wordsOf)), attempts.length)
  return digest
}

function wordsOf([source, request, hop, attempt, proxy, endpoint, start, end, outcome, status, flags]: Attempt) {
  const two = (value: number) => [value, value * HIGH]
  const both = [start, end].flatMap(two)
  const words = [
    two(source),
    two(request),
    hop,
    attempt,
    two(proxy),
    two(endpoint),
    both,
    outcome * 65_536 + status,
  ].flat()
  return [ATTEMPT, ...words, ...two(flags)]
}

const withField = (field: number, value: number) => attempt.map((old, i) => (i === field ? value : old))

test('values computed from docs/digest.md by another program', () => {
  expect(new Digest().hex()).toBe('5842602448a52601')
  expect(digestOf(attempt)).toBe('ed39348a68848697')
  expect(digestOf(attempt, attempt)).toBe('94bdd64ba2337a39')
  const none = nameHash('')
  const edge = [nameHash('s'), 2 ** 53 - 1, 0, 3, none, nameHash('é😀'), 0, 2 ** 52 + 1, 4, 503, nameHash('UO')]
  expect(digestOf(edge)).toBe('1353e8280b4bcd95')
  const changed = told([attempt])
  changed.change(540_000_000_000, 'zone eu-1a lost')
  expect(changed.hex()).toBe('2e738cbb4c002c74')
  expect(['', 'reviews', 'é😀'].map(nameHash)).toEqual([2317691779972107, 5812812460257195, 710493406062610])
})

test('the same facts give the same digest, in one piece or asked for in between', () => {
  const asked = told([attempt])
  asked.hex()
  expect(told([attempt], asked).hex()).toBe(digestOf(attempt, attempt))
  expect(digestOf(attempt, attempt)).not.toBe(digestOf(attempt))
})

test('any change of any field changes it', () => {
  const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })
  const small = fc.integer({ min: 0, max: 65_535 })
  fc.assert(
    fc.property(fc.nat(attempt.length - 1), whole, small, (field, large, little) => {
      const value = [2, 3, 9].includes(field) ? little : field === 8 ? little % 5 : large
      expect(digestOf(withField(field, value)) === digestOf(attempt)).toBe(value === attempt[field])
    }),
    { numRuns: 2000 },
  )
})

test('order matters', () => {
  const other = withField(1, 18)
  expect(digestOf(attempt, other)).not.toBe(digestOf(other, attempt))
})

test('a fact moved from one field to its neighbour is another fact', () => {
  const swapped = withField(2, 1).with(3, 2)
  expect(digestOf(swapped)).not.toBe(digestOf(attempt))
})

test('one bit of one fact moves about half of the 64 bits', () => {
  const bits = (hex: string) => [...hex].map(digit => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('')
  let moved = 0
  let least = 64
  const trials = 400
  for (let i = 0; i < trials; i++) {
    const before = bits(digestOf(withField(1, i)))
    const after = bits(digestOf(withField(1, i ^ (1 << (i % 20)))))
    const distance = [...before].filter((bit, at) => bit !== after[at]).length
    moved += distance
    least = Math.min(least, distance)
  }
  // Binomial(64, 1/2): mean 32, standard deviation 4; the mean of 400 within 5 of its own deviations of 0.2.
  expect(Math.abs(moved / trials - 32)).toBeLessThan(1)
  expect(least).toBeGreaterThan(8)
})

describe('changes of the world', () => {
  const changed = (atNs: number, what: string) => {
    const digest = new Digest()
    digest.change(atNs, what)
    return digest.hex()
  }

  test('their instant and their words count', () => {
    const digests = [changed(1, 'zone eu-1a lost'), changed(2, 'zone eu-1a lost'), changed(1, 'zone eu-1b lost')]
    expect(new Set([...digests, changed(1, ''), new Digest().hex()]).size).toBe(5)
  })
})

describe('nameHash', () => {
  test('depends on the text alone, is whole and exact', () => {
    expect(nameHash(['re', 'views'].join(''))).toBe(nameHash('reviews'))
    fc.assert(fc.property(fc.string(), text => Number.isSafeInteger(nameHash(text)) && nameHash(text) >= 0))
  })

  test('100,000 similar names, no collision', () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `default/reviews-v${i % 10}-${Math.floor(i / 10)}`)
    expect(new Set(names.map(nameHash)).size).toBe(names.length)
  })
})
