import jstat from 'jstat'
import { assert } from '../kernel/assert.ts'
import type { Interval } from './share-band.ts'

/** Student-t interval of the mean of independent values, at least two. @param confidence 0.95, 0.99, ... */
export function studentInterval(values: readonly number[], confidence = 0.95): Interval {
  const count = values.length
  assert(count >= 2, 'an interval needs two values')
  const mean = values.reduce((sum, value) => sum + value, 0) / count
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0)
  const t = jstat.studentt.inv(0.5 + confidence / 2, count - 1)
  const margin = t * Math.sqrt(squares / (count - 1) / count)
  return { estimate: mean, low: mean - margin, high: mean + margin }
}

/**
 * Interval of the mean of an autocorrelated series (successive sojourn times of a queue, say) by batch means: batches
 * much longer than the correlation are as good as independent. Values that fill no batch are left out at the front,
 * where the start still shows.
 */
export function batchMeansInterval(values: ArrayLike<number>, batches = 30, confidence = 0.95): Interval {
  const size = Math.floor(values.length / batches)
  assert(size >= 1, 'there is at least one value per batch')
  const skipped = values.length - size * batches
  const means = Array.from({ length: batches }, (_, batch) => {
    let sum = 0
    for (let i = 0; i < size; i++) sum += values[skipped + batch * size + i]
    return sum / size
  })
  return studentInterval(means, confidence)
}
