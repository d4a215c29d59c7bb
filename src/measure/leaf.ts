import { Histogram } from './histogram.ts'

/** Requests of one cell, segment and code. */
export interface Leaf {
  readonly latency: Histogram
  attempts: number
}

/** @param leaves of a cell, by segment, then code */
export function addLeaf(leaves: (Leaf | undefined)[][], segment: number, code: number): Leaf {
  const leaf = { latency: new Histogram(), attempts: 0 }
  leaves[segment] ??= []
  leaves[segment][code] = leaf
  return leaf
}
