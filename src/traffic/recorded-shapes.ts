import type { Request } from '../dataplane/request.ts'
import { inOrder } from './arrivals/replay.ts'
import { type RequestShapes, requestOf } from './mix.ts'
import { splitUrl } from './url.ts'

export interface RecordedRequest {
  readonly atNs: number
  readonly method: string
  /** Absolute, or a path: then scheme and authority are those of the source's `to`. */
  readonly url: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** The requests of a trace in the order of their instants; equal ones share a shape. Drawing past the end starts anew. */
export class RecordedShapes implements RequestShapes {
  readonly size: number
  readonly #to: string
  readonly #distinct: readonly RecordedRequest[]
  readonly #shapeOf: Uint32Array
  #next = 0

  constructor(requests: readonly RecordedRequest[], to: string) {
    const indexOf = new Map<string, number>()
    const distinct: RecordedRequest[] = []
    this.#shapeOf = Uint32Array.from(inOrder(requests), request => {
      const key = JSON.stringify([request.method, request.url, request.headers])
      const known = indexOf.get(key)
      if (known !== undefined) return known
      indexOf.set(key, distinct.length)
      return distinct.push(request) - 1
    })
    this.#to = to
    this.#distinct = distinct
    this.size = distinct.length
  }

  draw(): number {
    if (this.#next === this.#shapeOf.length) this.#next = 0
    return this.#shapeOf[this.#next++]
  }

  request(index: number): Request {
    const { method, url, headers } = this.#distinct[index]
    const parts = splitUrl(url)
    const base = splitUrl(this.#to)
    return requestOf(method, parts.authority ? parts : { ...base, path: parts.path }, headers)
  }
}
