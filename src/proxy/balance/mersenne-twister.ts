const SIZE = 624
const SHIFT = 397

/** MT19937 (Matsumoto and Nishimura 1998), as std::mt19937: Envoy shuffles with it, seeded by the hash of the request. */
export class MersenneTwister {
  readonly #state = new Uint32Array(SIZE)
  #index = SIZE

  constructor(seed: number) {
    this.#state[0] = seed
    for (let i = 1; i < SIZE; i++) {
      const before = this.#state[i - 1] ^ (this.#state[i - 1] >>> 30)
      this.#state[i] = Math.imul(before, 1_812_433_253) + i
    }
  }

  uint32(): number {
    if (this.#index === SIZE) this.#twist()
    let y = this.#state[this.#index++]
    y ^= y >>> 11
    y ^= (y << 7) & 0x9d2c5680
    y ^= (y << 15) & 0xefc60000
    y ^= y >>> 18
    return y >>> 0
  }

  #twist(): void {
    const state = this.#state
    for (let i = 0; i < SIZE; i++) {
      const mixed = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff)
      state[i] = state[(i + SHIFT) % SIZE] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0)
    }
    this.#index = 0
  }
}
