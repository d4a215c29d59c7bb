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

const Z_99 = 2.3263478740408408

/** Mean and variance of a lognormal given by median and 99th percentile: sigma = ln(p99 / p50) / z. */
function lognormal(p50, p99) {
  const sigma2 = (Math.log(p99 / p50) / Z_99) ** 2
  return { mean: p50 * Math.exp(sigma2 / 2), variance: p50 ** 2 * Math.exp(sigma2) * (Math.exp(sigma2) - 1) }
}

/**
 * W4: Little's law keeps some 36 of 768 workers busy at the page and 19 of 384 at reviews, so nobody waits: 36 ms between client
 * and gateway, six messages of 0.5 ms, and the work of page, details and reviews one after the other. The warm-up has opened
 * nearly all connections.
 */
export function judgeBookinfo({ requests, meanMs }) {
  const parts = [lognormal(9, 40), lognormal(4, 15), lognormal(14, 60)]
  const expected = 36 + 6 * 0.5 + parts.reduce((sum, part) => sum + part.mean, 0)
  const deviation = Math.sqrt(parts.reduce((sum, part) => sum + part.variance, 0) / requests)
  return [judge('mean', meanMs, expected, 4 * deviation)]
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
