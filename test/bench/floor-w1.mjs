// W1 by hand: M/M/1 as two clocks and a ring of arrival instants. Nothing a simulator needs beside this one question.
import { cheapRandom } from './random.mjs'

const WAITING = 1 << 20

/**
 * Customers of one FIFO server, arrivals Poisson `rate`, service Exp(`mean`); times in one unit of the caller's choice.
 * Answers with the mean sojourn time; the caller judges it.
 */
export function mm1(customers, { rate = 0.9, mean = 1, seed = 1 } = {}) {
  const draw = cheapRandom(seed)
  const arrivedAt = new Float64Array(WAITING)
  const gap = 1 / rate
  let head = 0
  let tail = 0
  let nextArrival = -Math.log(draw()) * gap
  let nextDeparture = Number.POSITIVE_INFINITY
  let served = 0
  let sojourn = 0
  while (served < customers) {
    if (nextArrival <= nextDeparture) {
      if (head === tail) nextDeparture = nextArrival - Math.log(draw()) * mean
      arrivedAt[tail++ & (WAITING - 1)] = nextArrival
      nextArrival -= Math.log(draw()) * gap
    } else {
      sojourn += nextDeparture - arrivedAt[head++ & (WAITING - 1)]
      served++
      nextDeparture = head === tail ? Number.POSITIVE_INFINITY : nextDeparture - Math.log(draw()) * mean
    }
  }
  return { requests: served, mean: sojourn / served }
}
