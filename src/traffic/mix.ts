import type { Request } from '../dataplane/request.ts'
import { assert } from '../kernel/assert.ts'
import { stream } from '../kernel/rng.ts'
import { splitUrl, type UrlParts } from './url.ts'
import { type Weighted, WeightedChoice } from './weighted.ts'

/**
 * What a source sends, as a set of request shapes: the engine routes each shape once and keeps the decision, so a
 * request in flight carries only the index of its shape.
 */
export interface RequestShapes {
  /** Shapes have indices in [0, size). */
  readonly size: number
  /** The shape of the next request. */
  draw(): number
  /** A shape in full; made anew on each call, so the caller keeps it. */
  request(index: number): Request
}

export interface MixSpec {
  /** URL, or `host[:port][/path]`. */
  readonly to: string
  /** Empty = GET. */
  readonly methods: readonly Weighted[]
  /** Paths in place of the one in `to`; empty = that one. */
  readonly paths: readonly Weighted[]
  readonly headers: readonly { readonly name: string; readonly values: readonly Weighted[] }[]
}

/** One thing that varies between requests, with its own stream. */
interface Dimension {
  readonly values: readonly string[]
  readonly choice: WeightedChoice
}

/** A header value that means "not sent"; the empty string is an empty header. */
export const ABSENT = 'absent'

/** Method, path and each header drawn independently by weight. A shape's index is the choices in mixed radix. */
export class RequestMix implements RequestShapes {
  readonly size: number
  readonly #to: UrlParts
  readonly #headerNames: readonly string[]
  /** Method, path, then one per header. */
  readonly #dimensions: readonly Dimension[]

  constructor(spec: MixSpec, seed: number, source: string) {
    this.#to = splitUrl(spec.to)
    this.#headerNames = spec.headers.map(header => header.name.toLowerCase())
    const dimension = (values: readonly Weighted[], ...purpose: string[]): Dimension => ({
      values: values.map(({ value }) => value),
      choice: new WeightedChoice(
        values.map(({ weight }) => weight),
        stream(seed, 'traffic', source, ...purpose),
      ),
    })
    this.#dimensions = [
      dimension(orElse(spec.methods, 'GET'), 'method'),
      dimension(orElse(spec.paths, this.#to.path), 'path'),
      ...spec.headers.map((header, i) => dimension(header.values, 'header', this.#headerNames[i])),
    ]
    this.size = this.#dimensions.reduce((product, { values }) => product * values.length, 1)
    assert(this.size <= Number.MAX_SAFE_INTEGER, `source ${source} has more request shapes than can be counted`)
  }

  draw(): number {
    if (this.size === 1) return 0
    let index = 0
    for (const { values, choice } of this.#dimensions) index = index * values.length + choice.draw()
    return index
  }

  request(index: number): Request {
    const chosen: string[] = []
    let rest = index
    for (let i = this.#dimensions.length - 1; i >= 0; i--) {
      const { values } = this.#dimensions[i]
      chosen[i] = values[rest % values.length]
      rest = Math.floor(rest / values.length)
    }
    const [method, path, ...headerValues] = chosen
    return requestOf(
      method,
      { ...this.#to, path },
      headerValues.map((value, i) => [this.#headerNames[i], value]),
    )
  }
}

/** A request from its parts; `host` and `:authority` among the headers replace the URL's authority. */
export function requestOf(
  method: string,
  url: UrlParts,
  headers: readonly (readonly [name: string, value: string])[],
): Request {
  let authority = url.authority
  const lines = new Map<string, readonly string[]>()
  for (const [writtenName, value] of headers) {
    const name = writtenName.toLowerCase()
    if (value === ABSENT) continue
    if (name === 'host' || name === ':authority') authority = value
    else lines.set(name, [...(lines.get(name) ?? []), value])
  }
  return { method, scheme: url.scheme, authority, path: url.path, headers: lines }
}

function orElse(values: readonly Weighted[], fallback: string): readonly Weighted[] {
  return values.length > 0 ? values : [{ value: fallback, weight: 1 }]
}
