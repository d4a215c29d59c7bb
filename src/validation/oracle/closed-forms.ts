import { exp, ln } from '../../kernel/fdlibm.ts'
import { normalQuantile } from '../../kernel/normal-quantile.ts'

/**
 * Closed forms of queueing theory (Kleinrock, Queueing Systems I, chapter 3). `arrival` and `service` are rates of one
 * worker in the same unit; results are in its inverse.
 */

/** Long-run probabilities of 0, 1, ..., `places` requests in a station M/M/c/K with K = `places`. */
export function occupancy(arrival: number, service: number, workers: number, places: number): number[] {
  const weights = [1]
  for (let n = 1; n <= places; n++) weights.push((weights[n - 1] * arrival) / (service * Math.min(n, workers)))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => weight / total)
}

/** Mean number of requests in the station. */
export function meanNumber(probabilities: readonly number[]): number {
  return probabilities.reduce((sum, probability, n) => sum + n * probability, 0)
}

/** Erlang C: probability that a request has to wait in M/M/c. */
export function erlangC(arrival: number, service: number, workers: number): number {
  const offered = arrival / service
  let term = 1
  let below = 1
  for (let n = 1; n < workers; n++) {
    term *= offered / n
    below += term
  }
  const all = (term * offered) / workers / (1 - offered / workers)
  return all / (below + all)
}

/** Erlang B: share of calls refused by a group of `servers` lines that holds nobody waiting, whatever the holding times. */
export function erlangB(offered: number, servers: number): number {
  let blocked = 1
  for (let n = 1; n <= servers; n++) blocked = (offered * blocked) / (n + offered * blocked)
  return blocked
}

/** Mean sojourn time in M/M/c. */
export function sojourn(arrival: number, service: number, workers: number): number {
  return erlangC(arrival, service, workers) / (workers * service - arrival) + 1 / service
}

/** Below this much of a probability a bisection has found the time. */
const ITERATIONS = 200

/** The time that a share `1 - tail` of all requests stay at most: M/M/c sojourn times, in units of the rates. */
export function sojournQuantile(tail: number, arrival: number, service: number, workers: number): number {
  const waiting = erlangC(arrival, service, workers)
  const drain = workers * service - arrival
  // A request that waits stays for an exponential wait of rate `drain` and a service: a hypoexponential time.
  const stays = (time: number) =>
    (1 - waiting) * exp(-service * time) + waiting * hypoexponentialTail(time, drain, service)
  return timeAt(tail, stays)
}

/** The same for two M/M/1 stations in a row: their sojourn times are independent (Reich 1963). */
export function tandemQuantile(tail: number, arrival: number, first: number, second: number): number {
  return timeAt(tail, time => hypoexponentialTail(time, first - arrival, second - arrival))
}

function hypoexponentialTail(time: number, a: number, b: number): number {
  if (a === b) return (1 + a * time) * exp(-a * time)
  return (b * exp(-a * time) - a * exp(-b * time)) / (b - a)
}

function timeAt(tail: number, stays: (time: number) => number): number {
  let [low, high] = [0, 1]
  while (stays(high) > tail) high *= 2
  for (let i = 0; i < ITERATIONS; i++) {
    const middle = (low + high) / 2
    if (stays(middle) > tail) low = middle
    else high = middle
  }
  return high
}

/** Pollaczek and Khinchine: mean sojourn time of M/G/1 from the first two moments of the service time. */
export function pollaczekKhinchine(arrival: number, mean: number, secondMoment: number): number {
  return mean + (arrival * secondMoment) / 2 / (1 - arrival * mean)
}

/** Mean and second moment of a lognormal time. */
export function lognormalMoments(p50: number, p99: number): { readonly mean: number; readonly secondMoment: number } {
  const sigma = ln(p99 / p50) / normalQuantile(0.99)
  return { mean: p50 * exp((sigma * sigma) / 2), secondMoment: p50 * p50 * exp(2 * sigma * sigma) }
}

/** Exact mean value analysis: `users` that think for a mean `think` and then stay in one station M/M/1. */
export function closedNetwork(
  users: number,
  think: number,
  service: number,
): { readonly throughput: number; readonly sojourn: number } {
  let queue = 0
  let throughput = 0
  let stay = 0
  for (let n = 1; n <= users; n++) {
    stay = (1 + queue) / service
    throughput = n / (think + stay)
    queue = throughput * stay
  }
  return { throughput, sojourn: stay }
}

/** Two M/M/1 stations that every request visits at once, done when both are (Nelson and Tantawi 1988, exact for two). */
export function forkJoinOfTwo(arrival: number, service: number): number {
  return (12 - arrival / service) / 8 / (service - arrival)
}

/**
 * Mean sojourn time where each request joins the shorter of two random queues of infinitely many M/M/1 servers
 * (Mitzenmacher 2001; Vvedenskaya et al. 1996).
 */
export function powerOfTwo(utilisation: number): number {
  let sum = 0
  let term = 1
  // The exponents are 0, 2, 6, 14, ...: each twice the last, and two.
  while (term > 1e-12) {
    sum += term
    term = term * term * utilisation * utilisation
  }
  return sum
}

/** 1 + p + p^2 + ... + p^retries: attempts per request when each fails with probability p by itself. */
export function attemptsPerRequest(failure: number, retries: number): number {
  let sum = 0
  let power = 1
  for (let attempt = 0; attempt <= retries; attempt++) {
    sum += power
    power *= failure
  }
  return sum
}
