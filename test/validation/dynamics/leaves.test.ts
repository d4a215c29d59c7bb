import { describe, expect, it } from 'vitest'
import { SAME_SET, within, withinSigmas } from '../../../src/validation/dynamics/fact.ts'
import { compareLeaves, leavesSetAside } from '../../../src/validation/dynamics/leaves.ts'

const compared = (observed: unknown, simulated: unknown) =>
  compareLeaves({ path: 'observed', value: observed }, simulated).map(({ quantity, agrees }) => [quantity, agrees])

describe('every leaf is a fact', () => {
  it('in lists and objects', () => {
    expect(compared({ a: [1, { b: 'x' }], c: null }, { a: [1, { b: 'y' }], c: null })).toEqual([
      ['a[0]', true],
      ['a[1].b', false],
      ['c', true],
    ])
  })

  it('what only one side has is a difference', () => {
    expect(compared({ a: [1] }, { a: [1, 2] })).toEqual([
      ['a[0]', true],
      ['a[1]', false],
    ])
    expect(compared({ a: 1, b: 2 }, { a: 1 })).toEqual([
      ['a', true],
      ['b', false],
    ])
    expect(compared({ a: 1 }, { a: 1, b: { c: 2 } })).toEqual([
      ['a', true],
      ['b.c', false],
    ])
  })

  it('an empty list is one, too', () => {
    expect(compared({ events: [] }, { events: [] })).toEqual([['events', true]])
    expect(compared({ events: [] }, { events: [{ t: 1 }] })).toEqual([['events[0].t', false]])
    expect(compared({ events: [{ t: 1 }] }, { events: [] })).toEqual([['events[0].t', false]])
  })

  it('fields that are set aside are none, but counted', () => {
    const observed = { sent_at_ms: [1, 2, 3], a: [{ label: 'x', b: 1 }] }
    expect(compared(observed, { a: [{ b: 1 }] })).toEqual([['a[0].b', true]])
    expect(leavesSetAside(observed)).toBe(4)
  })
})

describe('bands', () => {
  it('within: up to the tolerance and not beyond', () => {
    const band = within(25)
    expect([band.holds(100, 125), band.holds(100, 126), band.holds(100, undefined)]).toEqual([true, false, false])
  })

  it('standard deviations of a binomial; a certain share is exact', () => {
    // 4 * sqrt(4000 * 0.7 * 0.3) = 115.9
    expect([withinSigmas(4, 4000, 0.7).holds(2685, 2800), withinSigmas(4, 4000, 0.7).holds(2684, 2800)]).toEqual([
      true,
      false,
    ])
    expect([withinSigmas(4, 4000, 1).holds(4000, 4000), withinSigmas(4, 4000, 1).holds(3999, 4000)]).toEqual([
      true,
      false,
    ])
  })

  it('the same flags in any order', () => {
    expect([SAME_SET.holds('URX,UF', 'UF,URX'), SAME_SET.holds('UF', 'UF,URX')]).toEqual([true, false])
  })
})
