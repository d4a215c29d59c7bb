import type { Causes, RetryRow } from '../../src/measure/causes.ts'

const S = 1_000_000_000
const REVIEWS = 'outbound|9080|v2|reviews.default.svc.cluster.local'
const caller = { at: 'default/productpage-v1', cluster: REVIEWS, to: 'default/reviews' }

const ejection = { ...caller, proxy: 'productpage-v1-0', detector: 'consecutive_5xx', threshold: 5 }

const retry = (
  window: string,
  requests: number,
  attempts: number,
  codes: RetryRow['codes'],
  calledAgain = 0,
): RetryRow => {
  const amplification = attempts / (requests - calledAgain)
  const hop = { source: 'shoppers', at: caller.at, to: caller.to }
  return { ...hop, window, requests, attempts, codes, calledAgain, amplification }
}

/** What an incident from 30 s to 50 s left behind: one of everything. */
export const sampleCauses: Causes = {
  ejections: [
    { ...ejection, atNs: 31 * S, pod: 'reviews-v2-0', last: '503', ejection: 1, forNs: 12 * S },
    { ...ejection, atNs: 32 * S, pod: 'reviews-v2-1', last: 'no connection', ejection: 1, forNs: 8 * S, removed: true },
    { ...ejection, atNs: 45 * S, pod: 'reviews-v2-0', last: '503', ejection: 2 },
  ],
  ejectionsLeftOut: 0,
  outlierDetection: [
    {
      ...{ ...caller, proxies: 4, hosts: 3, ejectable: 2, capPercent: 67, panicPercent: 50, ejections: 3, refused: 7 },
      ...{ pods: 2, ejectingProxies: 1, detectors: { consecutive_5xx: 3 }, last: { 503: 2, 'no connection': 1 } },
      ...{ hostsLeast: 2, ejectableLeast: 1, shortestNs: 8 * S, longestNs: 12 * S },
    },
  ],
  priorities: [
    {
      ...caller,
      steps: [
        { atNs: 0, proxies: 4, loads: [100, 0], panicking: 0, hosts: 3, healthy: 3 },
        { atNs: 31 * S, proxies: 4, loads: [62.5, 37.5], panicking: 1, hosts: 3, healthy: 2.25 },
        { atNs: 43 * S, proxies: 4, loads: [100, 0], panicking: 0, hosts: 3, healthy: 3 },
      ],
      stepsLeftOut: 0,
      panicNs: 12 * S,
    },
  ],
  breakers: [
    {
      ...{ ...caller, maxConnections: 8, maxPendingRequests: 2, maxRetries: 3 },
      ...{ connectionOverflows: 0, pendingOverflows: 1234, requestOverflows: 0, retryOverflows: 56 },
    },
  ],
  retries: [
    retry('whole run', 22_000, 24_200, { 503: 1650, '504 UT': 550 }),
    retry('zone-loss', 1000, 2600, { 503: 1200, '504 UT': 400 }, 200),
  ],
  paths: [
    {
      source: 'shoppers',
      window: 'zone-loss',
      path: ['client', 'default/productpage-v1', 'default/reviews'],
      factors: [1.5, 3.25],
      amplification: 4.875,
    },
  ],
  pathsLeftOut: 0,
}

/** A run in which nothing happened. */
export const noCauses: Causes = {
  ...{ ejections: [], ejectionsLeftOut: 0, outlierDetection: [], priorities: [], breakers: [] },
  ...{ retries: [], paths: [], pathsLeftOut: 0 },
}
