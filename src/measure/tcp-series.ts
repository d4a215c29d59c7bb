import type { TcpFigures } from './tcp-counts.ts'

/** Figures of one bucket: connections that came about in it, the mean number open, bytes that went over them. */
export const TCP_FIGURES = ['connections', 'openConnections', 'sentBytes', 'receivedBytes'] as const
export type TcpFigure = (typeof TCP_FIGURES)[number]

/** TCP connections of one group by time, each told once, when it is over or the run is; in any order. Memory O(buckets). */
export class TcpSeries {
  readonly #bucketNs: number
  readonly #values: Readonly<Record<TcpFigure, number[]>> = {
    connections: [],
    openConnections: [],
    sentBytes: [],
    receivedBytes: [],
  }

  constructor(bucketNs: number) {
    this.#bucketNs = bucketNs
  }

  /** A connection that was up in [upNs, untilNs). Its bytes flow evenly over that time; none is lost to rounding. */
  add({ sentBytes, receivedBytes }: TcpFigures, upNs: number, untilNs: number): void {
    const bucketNs = this.#bucketNs
    const first = Math.floor(upNs / bucketNs)
    // One that ends where a bucket begins is not open in it.
    const last = Math.max(first, Math.ceil(untilNs / bucketNs) - 1)
    this.#count('connections', first, 1)
    let done = 0
    for (let bucket = first; bucket <= last; bucket++) {
      const openNs = Math.min(untilNs, (bucket + 1) * bucketNs) - Math.max(upNs, bucket * bucketNs)
      const share = bucket === last ? 1 : ((bucket + 1) * bucketNs - upNs) / (untilNs - upNs)
      this.#count('openConnections', bucket, openNs / bucketNs)
      this.#count('sentBytes', bucket, Math.floor(sentBytes * share) - Math.floor(sentBytes * done))
      this.#count('receivedBytes', bucket, Math.floor(receivedBytes * share) - Math.floor(receivedBytes * done))
      done = share
    }
  }

  value(bucket: number, figure: TcpFigure): number {
    return this.#values[figure][bucket] ?? 0
  }

  #count(figure: TcpFigure, bucket: number, by: number): void {
    const values = this.#values[figure]
    while (values.length <= bucket) values.push(0)
    values[bucket] += by
  }
}
