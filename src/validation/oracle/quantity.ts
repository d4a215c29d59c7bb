import type { Network } from './station.ts'

/** A queueing network and what theory says of it. */
export interface OracleRow {
  readonly name: string
  readonly network: Network
  readonly quantities: readonly Quantity[]
}

export interface Quantity {
  readonly name: string
  /** What the formula gives, in milliseconds, fractions, counts or per millisecond. */
  readonly theory: number
  /** Figures of a run, in the notation of docs/experiments.md ... */
  readonly measures: readonly string[]
  /** ... and what they come to, in the unit of the theory. */
  readonly value: (...figures: readonly number[]) => number
  /** Last of the measures: a figure whose true mean is known, to narrow the interval (measure/statistics). */
  readonly controlMean?: number
  /** Greatest half-width of the 99.9 % interval, as a part of the theory. */
  readonly within: number
}

const MS = 1e6
export const MEAN = 0.01
export const TAIL = 0.02

export function time(name: string, measure: string, theory: number, within = MEAN): Quantity {
  return { name, theory, measures: [measure], value: figure => figure / MS, within }
}

export function plain(name: string, measure: string, theory: number, within = MEAN): Quantity {
  return { name, theory, measures: [measure], value: figure => figure, within }
}

/** What is uncertain about a busy station is mostly how much work happened to come: figures are controlled by that. */
export function controlled(quantity: Quantity, utilisation: number, busy = BUSY): Quantity {
  return { ...quantity, measures: [...quantity.measures, busy], controlMean: utilisation }
}

export const MEAN_SOJOURN = 'mean{at=client}'
export const P99 = 'p99{at=client}'
export const BUSY = 'utilisation{workload=server}'
export const WAITING = 'queue{workload=server}'
