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

/** Mean sojourn time in M/M/c. */
export function sojourn(arrival: number, service: number, workers: number): number {
  return erlangC(arrival, service, workers) / (workers * service - arrival) + 1 / service
}

/** 1 + p + p^2 + ... + p^retries: attempts per request when each fails with probability p by itself. */
export function attemptsPerRequest(failure: number, retries: number): number {
  let sum = 0
  for (let attempt = 0; attempt <= retries; attempt++) sum += failure ** attempt
  return sum
}

/** Erlang B: share of calls refused by a group of `servers` lines that holds nobody waiting, whatever the holding times. */
export function erlangB(offered: number, servers: number): number {
  let blocked = 1
  for (let n = 1; n <= servers; n++) blocked = (offered * blocked) / (n + offered * blocked)
  return blocked
}
