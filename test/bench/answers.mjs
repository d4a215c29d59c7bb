// What a run must answer before its speed counts. Each tolerance is four standard errors, from theory.

/**
 * W1, M/M/1: mean sojourn 1 / (mu - lambda). The waiting times of n successive customers are correlated: n times the
 * variance of their mean is rho (2 + 5 rho - 4 rho^2 + rho^3) / (1 - rho)^4 service times squared (Daley 1968; Whitt,
 * "Planning queueing simulations", 1989). The service time itself adds at most one more, by Cauchy-Schwarz.
 */
export function judgeMm1({ requests, mean }, { rate, serviceMean }) {
  const rho = rate * serviceMean
  const expected = serviceMean / (1 - rho)
  const waitingVariance = (rho * (2 + 5 * rho - 4 * rho ** 2 + rho ** 3)) / (1 - rho) ** 4
  const deviation = (serviceMean * (Math.sqrt(waitingVariance) + 1)) / Math.sqrt(requests)
  return [judge('mean', mean, expected, 4 * deviation)]
}

/**
 * W2: both tiers are so lightly loaded (5.3 and 1.3 of 16 workers busy) that waiting adds less than a microsecond: 2 ms
 * of network, Exp(10 ms) and Exp(5 ms). Their sum exceeds t with probability 2 exp(-t/10) - exp(-t/5).
 */
export function judgeTwoTier({ requests, meanMs, p99Ms, p99Precision = 0 }) {
  const meanDeviation = Math.sqrt((10 ** 2 + 5 ** 2) / requests)
  const x = 1 - Math.sqrt(0.99)
  const p99 = 2 - 10 * Math.log(x)
  const density = 0.2 * (x - x ** 2)
  const p99Deviation = Math.sqrt((0.99 * 0.01) / requests) / density
  return [judge('mean', meanMs, 17, 4 * meanDeviation), judge('p99', p99Ms, p99, 4 * p99Deviation + p99Precision * p99)]
}

/** A percentile of unsorted values; sorts them. */
export function percentile(values, share) {
  values.sort()
  return values[Math.ceil(share * values.length) - 1]
}

function judge(name, found, expected, tolerance) {
  const right = Math.abs(found - expected) <= tolerance
  const text = `${name} ${found.toFixed(3)}, expected ${expected.toFixed(3)} ± ${tolerance.toFixed(3)}`
  return { right, text }
}
