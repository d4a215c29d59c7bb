import type { DistributionSpec } from '../kernel/distribution.ts'
import { type Locality, localityText } from '../kernel/locality.ts'
import { type Rng, stream } from '../kernel/rng.ts'
import { type Sampler, sampler } from '../kernel/sampler.ts'

/** The place outside the mesh where clients are. */
export const OUTSIDE = -1

/** One-way latencies by distance. */
export interface NetworkSpec {
  readonly client: DistributionSpec
  readonly sameZone: DistributionSpec
  readonly crossZone: DistributionSpec
  readonly crossRegion: DistributionSpec
  /** Uniform part by which each latency varies, 0.1 = ±10 %. */
  readonly jitter: number
}

export type Distance = 'client' | 'sameZone' | 'crossZone' | 'crossRegion'

/**
 * How far two places are apart. Names are compared as written, the region first, since zones of two regions may share a
 * name; an unknown locality is therefore far from every known one and near to another unknown one.
 */
export function distanceOf(from: Locality, to: Locality): Exclude<Distance, 'client'> {
  if (from.region !== to.region) return 'crossRegion'
  return from.zone === to.zone ? 'sameZone' : 'crossZone'
}

/** What one ordered pair of places draws its latencies with. */
interface Link {
  readonly sampler: Sampler
  readonly rng: Rng
  readonly jitterRng: Rng
}

/**
 * Latency of one message between two places, given as indices of localities (`indexOf`) or OUTSIDE. Each ordered pair of
 * places has its own random streams, so that a zone more shifts no other. Lost messages are the engine's business.
 */
export class Network {
  readonly #spec: NetworkSpec
  readonly #seed: number
  readonly #localities: Locality[] = []
  readonly #indexByText = new Map<string, number>()
  /** Links and constant delays by [from + 1][to + 1]. */
  readonly #links: Link[][] = []
  readonly #constantNs: number[][] = []

  constructor(spec: NetworkSpec, seed: number, localities: readonly Locality[] = []) {
    this.#spec = spec
    this.#seed = seed
    this.#addRow()
    for (const locality of localities) this.indexOf(locality)
  }

  /** Index of a locality; a new one is added. Subzones are places of their own but no distance. */
  indexOf(locality: Locality): number {
    const text = localityText(locality)
    const known = this.#indexByText.get(text)
    if (known !== undefined) return known
    const index = this.#localities.push(locality) - 1
    this.#indexByText.set(text, index)
    this.#addRow()
    return index
  }

  /** Whole ns, drawn. */
  delayNs(from: number, to: number): number {
    const constantNs = this.#constantNs[from + 1][to + 1]
    if (constantNs >= 0) return constantNs
    const link = this.#links[from + 1][to + 1]
    const delayNs = link.sampler.sample(link.rng)
    if (this.#spec.jitter === 0) return delayNs
    return Math.max(0, Math.round(delayNs * (1 + this.#spec.jitter * (2 * link.jitterRng.next() - 1))))
  }

  /** The delay if it never varies, else -1: messages with a constant delay keep their order and need no heap. */
  constantNs(from: number, to: number): number {
    return this.#constantNs[from + 1][to + 1]
  }

  distance(from: number, to: number): Distance {
    if (from === OUTSIDE || to === OUTSIDE) return 'client'
    return distanceOf(this.#localities[from], this.#localities[to])
  }

  /** Row and column of the newest place. */
  #addRow(): void {
    const last = this.#links.length - 1
    this.#links.push([])
    this.#constantNs.push([])
    for (let other = OUTSIDE; other < last; other++) {
      this.#connect(other, last)
      this.#connect(last, other)
    }
    this.#connect(last, last)
  }

  #connect(from: number, to: number): void {
    const distance = this.distance(from, to)
    const draw = sampler(this.#spec[distance])
    const names = ['network', this.#text(from), this.#text(to)] as const
    this.#links[from + 1][to + 1] = {
      sampler: draw,
      rng: stream(this.#seed, ...names, 'latency'),
      jitterRng: stream(this.#seed, ...names, 'jitter'),
    }
    this.#constantNs[from + 1][to + 1] = this.#spec.jitter === 0 ? draw.constantNs : -1
  }

  /** A locality can't be called `outside/`: an empty zone is left out of its text. */
  #text(place: number): string {
    return place === OUTSIDE ? 'outside/' : localityText(this.#localities[place])
  }
}
