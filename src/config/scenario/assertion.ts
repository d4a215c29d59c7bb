import type { Place } from '../../kernel/place.ts'

export const METRICS = [
  'requests',
  'errors',
  'degraded',
  'latency',
  'share',
  'utilisation',
  'queue',
  'attempts-per-request',
  'connections',
  'sent-bytes',
  'received-bytes',
  'ejections',
  'recovery',
] as const
export type Metric = (typeof METRICS)[number]

export const LABELS = [
  'source',
  'at',
  'to',
  'service',
  'workload',
  'version',
  'zone',
  'pod',
  'code',
  'flag',
  'metric',
  'after',
] as const
export type Label = (typeof LABELS)[number]

/** `metric{label=value, ...}`. */
export interface Selector {
  readonly metric: Metric
  readonly labels: Readonly<Partial<Record<Label, string>>>
}

/** One line under `assert:`. */
export interface Assertion {
  readonly selector: Selector
  /** As written, for output. */
  readonly text: string
  readonly conditions: readonly Condition[]
  readonly place: Place
}

/**
 * `rate < 0.5%`, `in 9%..11%`, ... Values are plain numbers in base units: nanoseconds, fractions (0.005), counts.
 */
export interface Condition {
  readonly text: string
  readonly statistic: Statistic
  readonly test:
    | { readonly kind: 'compare'; readonly operator: '<' | '<=' | '>' | '>=' | '=='; readonly value: number }
    | { readonly kind: 'in'; readonly low: number; readonly high: number }
  readonly unit: 'time' | 'fraction' | 'count' | 'perSecond'
  /** Absent = the whole measured time. */
  readonly during?: WindowSpec
  readonly place: Place
}

/** `p` statistics carry the percentile in percent, e.g. 99.9. */
export type Statistic =
  | { readonly kind: 'rate' | 'count' | 'mean' | 'min' | 'max' | 'time' | 'value' }
  | { readonly kind: 'percentile'; readonly percent: number }

/** `canary-10`, `a..b`, `a..+90s` (settled.md 5). */
export interface WindowSpec {
  readonly text: string
  readonly from: string
  readonly to:
    | { readonly kind: 'next' }
    | { readonly kind: 'mark'; readonly mark: string }
    | { readonly kind: 'after'; readonly ns: number }
  readonly place: Place
}
