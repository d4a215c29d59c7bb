import fc from 'fast-check'
import { expect, it } from 'vitest'
import { NEVER, SECOND } from '../../../src/kernel/time.ts'
import { type ArrivalSpec, arrivals } from '../../../src/traffic/arrivals/arrivals.ts'
import { RateCurve } from '../../../src/traffic/arrivals/rate-curve.ts'

/** The same examples on each run. */
const SEED = { seed: 1 }

const rate = fc.integer({ min: 0, max: 2000 })
const ramp = fc.record({
  atNs: fc.integer({ min: 0, max: 2 * SECOND }),
  overNs: fc.integer({ min: 0, max: 2 * SECOND }),
  fromPerSecond: fc.option(rate, { nil: undefined }),
  toPerSecond: fc.option(rate, { nil: undefined }),
})
const open = (process: fc.Arbitrary<'poisson' | 'even' | { readonly burst: { readonly size: number } }>) =>
  fc.record({
    kind: fc.constant('open' as const),
    ratePerSecond: rate,
    arrivals: process,
    ramp: fc.array(ramp, { maxLength: 3 }),
  })
const burst = fc.record({ burst: fc.record({ size: fc.integer({ min: 1, max: 50 }) }) })
const replay = fc.record({
  kind: fc.constant('replay' as const),
  requests: fc.array(fc.record({ atNs: fc.integer({ min: 0, max: 4 * SECOND }) }), { maxLength: 50 }),
})
const anySpec: fc.Arbitrary<ArrivalSpec> = fc.oneof(
  open(fc.oneof(fc.constant('poisson' as const), fc.constant('even' as const), burst)),
  replay,
)

function drain(spec: ArrivalSpec, durationNs: number): number[] {
  const process = arrivals(spec, { seed: 1, source: 's', durationNs })
  const all: number[] = []
  for (let ns = process.nextNs(); ns !== NEVER; ns = process.nextNs()) all.push(ns)
  expect(process.nextNs()).toBe(NEVER)
  return all
}

it('instants are whole, never go back, and lie within the run, whatever is offered', () => {
  fc.assert(
    fc.property(anySpec, fc.integer({ min: 1, max: 3 * SECOND }), (spec, durationNs) => {
      const all = drain(spec, durationNs)
      expect(all.every((ns, i) => Number.isInteger(ns) && ns >= (all[i - 1] ?? 0) && ns < durationNs)).toBe(true)
    }),
    SEED,
  )
})

it('a longer run only adds arrivals at its end', () => {
  fc.assert(
    fc.property(anySpec, fc.integer({ min: 1, max: 2 * SECOND }), (spec, durationNs) => {
      const short = drain(spec, durationNs)
      expect(drain(spec, 2 * durationNs).filter(ns => ns < durationNs)).toEqual(short)
    }),
    SEED,
  )
})

it('even arrivals are as many as are due, rounded up', () => {
  fc.assert(
    fc.property(open(fc.constant('even')), fc.integer({ min: 1, max: 3 * SECOND }), (spec, durationNs) => {
      const due = new RateCurve(spec.ratePerSecond, spec.ramp).expectedBefore(durationNs)
      const count = drain(spec, durationNs).length
      // Rounding to whole nanoseconds may push an arrival over the end when it is due just before it.
      const overdue = due - Math.floor(due)
      fc.pre(overdue < 1e-9 || overdue > 1e-5)
      expect(count).toBe(overdue < 1e-9 ? Math.floor(due) : Math.ceil(due))
    }),
    SEED,
  )
})
