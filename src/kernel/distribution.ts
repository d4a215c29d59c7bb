/** A random duration as written in a scenario, parsed; all figures in nanoseconds. */
export type DistributionSpec =
  | { readonly kind: 'const'; readonly valueNs: number }
  | { readonly kind: 'exp'; readonly meanNs: number }
  | { readonly kind: 'uniform'; readonly minNs: number; readonly maxNs: number }
  /** Given by two quantiles: the median and the 99th percentile. */
  | { readonly kind: 'lognormal'; readonly p50Ns: number; readonly p99Ns: number }
  /** Measured: `counts[i]` values between `boundsNs[i]` and `boundsNs[i + 1]`, uniform inside a bin. */
  | { readonly kind: 'histogram'; readonly boundsNs: readonly number[]; readonly counts: readonly number[] }
