import type { DistributionSpec } from '../kernel/distribution.ts'
import { type Rng, stream } from '../kernel/rng.ts'
import { type Sampler, sampler } from '../kernel/sampler.ts'

/**
 * The users of a closed loop: each sends a request, waits for its answer, thinks, and sends the next. Each has a stream
 * of its own, so that one user more, or a slower answer to another, changes nobody's think times.
 */
export class Users {
  readonly count: number
  readonly #think: Sampler
  readonly #streams: readonly Rng[]

  constructor(spec: { readonly users: number; readonly think: DistributionSpec }, seed: number, source: string) {
    this.count = spec.users
    this.#think = sampler(spec.think)
    this.#streams = Array.from({ length: spec.users }, (_, user) => stream(seed, 'traffic', source, 'think', user))
  }

  /** When a user sends the first request: at a uniform point of a first think time, so that not all call at once. */
  firstNs(user: number): number {
    const rng = this.#streams[user]
    const thinkNs = this.#think.sample(rng)
    return Math.round(thinkNs * rng.next())
  }

  /** Pause between an answer and the user's next request. */
  thinkNs(user: number): number {
    return this.#think.sample(this.#streams[user])
  }
}
