/** One fact that is not as expected, in words. */
export interface Mismatch {
  /** Key of the expectation. */
  readonly what: string
  readonly expected: string
  readonly got: string
}

/** Whether a host of a cluster is what a test calls `reviews`, `reviews.prod` or by its whole name. */
export function isHost(host: string, written: string): boolean {
  if (host === written) return true
  const isOfCluster = /^[^.]+\.[^.]+\.svc\./.test(host)
  return isOfCluster && (host.startsWith(`${written}.svc.`) || host.startsWith(`${written}.`))
}

/** `reviews.default.svc.cluster.local` -> `reviews`; other namespaces stay. */
export function shortHost(host: string): string {
  return host.replace(/^([^.]+)\.default\.svc\.cluster\.local$/, '$1').replace(/\.svc\.cluster\.local$/, '')
}

export function percentText(value: number): string {
  return `${Number(value.toFixed(2))}%`
}

/** Of sums of shares that have no exact binary fraction. */
const ROUNDING = 1e-9

/** Rounding of shares that are written with few digits. */
const SLACK = 0.1

/** All and nothing are exact: a thousandth that goes elsewhere is not "every request". */
export function isPercent(got: number, wanted: number): boolean {
  if (wanted === 0 || wanted === 100) return Math.abs(got - wanted) < ROUNDING
  return Math.abs(got - wanted) <= SLACK + ROUNDING
}
