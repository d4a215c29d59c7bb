import type { Request } from '../../dataplane/request.ts'
import type { Row } from '../row.ts'
import type { Bed } from './bed.ts'

/** What all requests of a pattern have in common; `number` counts from 0 in sending order. */
export interface Pattern {
  readonly count: number
  readonly request: (number: number) => Request
  readonly proxy?: number
  readonly ended?: (number: number, row: Row, status: number) => void
  /** The last request has ended. */
  readonly done?: () => void
}

/** One after another: the next request leaves `gapNs` after the answer to the one before it, by whose number it may vary. */
export function offerInTurn(
  bed: Bed,
  fromNs: number,
  gapNs: number | ((number: number) => number),
  pattern: Pattern,
): void {
  const { count, request, proxy, ended, done } = pattern
  const offer = (number: number, atNs: number): void =>
    bed.offer(atNs, {
      request: request(number),
      proxy,
      ended: (row, status) => {
        ended?.(number, row, status)
        if (number + 1 < count) offer(number + 1, bed.nowNs + (typeof gapNs === 'number' ? gapNs : gapNs(number)))
        else done?.()
      },
    })
  offer(0, fromNs)
}

/** At given instants, whether the one before was answered or not. */
export function offerAt(bed: Bed, atNs: readonly number[], { request, proxy, ended }: Omit<Pattern, 'count'>): void {
  for (const [number, each] of atNs.entries())
    bed.offer(each, { request: request(number), proxy, ended: (row, status) => ended?.(number, row, status) })
}

/** `concurrency` clients, each of which sends its next request as soon as the one before is answered. */
export function offerInLoops(bed: Bed, fromNs: number, concurrency: number, pattern: Pattern): void {
  const { count, request, proxy, ended, done } = pattern
  let begun = 0
  let over = 0
  const next = (atNs: number): void => {
    if (begun === count) return
    const number = begun++
    bed.offer(atNs, {
      request: request(number),
      proxy,
      ended: (row, status) => {
        ended?.(number, row, status)
        over++
        if (over === count) done?.()
        else next(bed.nowNs)
      },
    })
  }
  for (let loop = 0; loop < concurrency; loop++) next(fromNs)
}
