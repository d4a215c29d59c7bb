import { assert } from './assert.ts'
import type { DistributionSpec } from './distribution.ts'
import { exp, ln } from './fdlibm.ts'
import { normalQuantile } from './normal-quantile.ts'
import type { Rng } from './rng.ts'

/**
 * Draws durations by inverse transform: exactly one `rng.next()` per sample (none for a constant), and a larger draw
 * never gives a shorter duration. So two variants of a scenario that share a stream stay aligned draw by draw.
 */
export interface Sampler {
  /** A whole number of nanoseconds, 0 or more. */
  sample(rng: Rng): number
  /** Expected value, before rounding to whole nanoseconds. */
  readonly meanNs: number
  /** The value when it never varies, else -1: lets the engine put it into a FIFO lane. */
  readonly constantNs: number
}

/** Half a step of the 32-bit uniform: draws become midpoints, so neither 0 nor 1 is ever met. */
const HALF_STEP = 2 ** -33
/** Longest sample: beyond it sums of times would leave the exact integers. 52 days. */
const LONGEST_NS = 2 ** 52

/** The sampler of `spec`; its figures were checked when the scenario was read. */
export function sampler(spec: DistributionSpec): Sampler {
  switch (spec.kind) {
    case 'const':
      return constant(Math.round(spec.valueNs))
    case 'exp':
      return exponential(spec.meanNs)
    case 'uniform':
      return uniform(Math.round(spec.minNs), Math.round(spec.maxNs))
    case 'lognormal':
      return lognormal(spec.p50Ns, spec.p99Ns)
    case 'histogram':
      return empirical(spec.boundsNs, spec.counts)
  }
}

function constant(valueNs: number): Sampler {
  assert(valueNs >= 0, 'a constant duration is 0 or more')
  return { sample: () => valueNs, meanNs: valueNs, constantNs: valueNs }
}

function exponential(meanNs: number): Sampler {
  if (meanNs === 0) return constant(0)
  assert(meanNs > 0, 'an exponential duration has a mean above 0')
  return { sample: rng => whole(-meanNs * ln(1 - HALF_STEP - rng.next())), meanNs, constantNs: -1 }
}

function uniform(minNs: number, maxNs: number): Sampler {
  if (minNs === maxNs) return constant(minNs)
  assert(0 <= minNs && minNs < maxNs, 'a uniform duration has 0 <= min < max')
  const values = maxNs - minNs + 1
  return { sample: rng => minNs + Math.floor(rng.next() * values), meanNs: (minNs + maxNs) / 2, constantNs: -1 }
}

const Z_99 = normalQuantile(0.99)

function lognormal(p50Ns: number, p99Ns: number): Sampler {
  if (p50Ns === p99Ns) return constant(Math.round(p50Ns))
  assert(0 < p50Ns && p50Ns < p99Ns, 'a lognormal duration has 0 < p50 < p99')
  const sigma = ln(p99Ns / p50Ns) / Z_99
  return {
    sample: rng => whole(Math.min(LONGEST_NS, p50Ns * exp(sigma * normalQuantile(rng.next() + HALF_STEP)))),
    meanNs: p50Ns * exp((sigma * sigma) / 2),
    constantNs: -1,
  }
}

function empirical(boundsNs: readonly number[], counts: readonly number[]): Sampler {
  assert(boundsNs.length === counts.length + 1, 'a histogram has one bound more than counts')
  const cumulated = new Float64Array(counts.length)
  let total = 0
  let weighted = 0
  for (let bin = 0; bin < counts.length; bin++) {
    total += counts[bin]
    cumulated[bin] = total
    weighted += counts[bin] * ((boundsNs[bin] + boundsNs[bin + 1]) / 2)
  }
  assert(total > 0, 'a histogram has at least one value')
  const sample = (rng: Rng): number => {
    const rank = (rng.next() + HALF_STEP) * total
    const bin = firstAbove(cumulated, rank)
    const fraction = (rank - cumulated[bin] + counts[bin]) / counts[bin]
    return whole(boundsNs[bin] + fraction * (boundsNs[bin + 1] - boundsNs[bin]))
  }
  return { sample, meanNs: weighted / total, constantNs: -1 }
}

/** To the nearest nanosecond, for values of 0 or more: three times as fast as Math.round in V8. */
function whole(ns: number): number {
  return Math.floor(ns + 0.5)
}

/** Index of the first element above `rank`, which is below the last one. */
function firstAbove(sorted: Float64Array, rank: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] > rank) high = middle
    else low = middle + 1
  }
  return low
}
