import type { Segments } from './segments.ts'

/** Retries of one hop for one cause, per segment; null: further tries of the application itself. */
export interface RetryCount {
  readonly source: string
  readonly at: string
  readonly to: string
  readonly cause: string | null
  readonly perSegment: Float64Array
}

/** What was tried again and why, booked where the request began, as attempts are. */
export class RetryCounts {
  readonly all: RetryCount[] = []
  readonly #segments: Segments
  readonly #ids = new Map<string, number>()

  constructor(segments: Segments) {
    this.#segments = segments
  }

  /** Interned: the same labels give the same number. */
  id({ source, at, to }: Pick<RetryCount, 'source' | 'at' | 'to'>, cause: string | null): number {
    const key = [source, at, to, cause ?? ''].join('\n')
    let id = this.#ids.get(key)
    if (id === undefined) {
      const perSegment = new Float64Array(this.#segments.count)
      id = this.all.push({ source, at, to, cause, perSegment }) - 1
      this.#ids.set(key, id)
    }
    return id
  }

  /** @param startNs of the request: decides the window */
  count(id: number, startNs: number): void {
    const segment = this.#segments.at(startNs)
    if (segment >= 0) this.all[id].perSegment[segment]++
  }
}
