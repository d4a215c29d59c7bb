import type { Rng } from '../../kernel/rng.ts'

/** Percentages are drawn in rounds of a hundred. */
const ROUND = 100
/** Multiples of it modulo 100 pass through all hundred residues, well mixed. */
const STEP = 37
/** Fractions of the golden ratio's multiples are spread evenly, however many there are and whichever are left out. */
const GOLDEN = 0.6180339887498949

/**
 * Draws without chance: percentages come round once in a hundred, fractions evenly. A simulation that uses them shows a
 * rule's expected shares, and a recording is compared with those.
 * @param first draws before that: starts and phases
 * @param forced a draw in place of the next percentage, where a recording tells what was drawn
 */
export function evenDraws(first: readonly number[] = [], forced: () => number | undefined = () => undefined): Rng {
  let given = 0
  let percentages = 0
  let fractions = 0
  const next = () => {
    fractions++
    return (fractions * GOLDEN) % 1
  }
  return {
    next,
    next53: next,
    uint32: () => {
      if (given < first.length) return first[given++]
      const told = forced()
      if (told !== undefined) return told
      const drawn = percentages++
      // Each round in another hundred: what else is taken from the number is spread, too.
      return Math.floor(drawn / ROUND) * ROUND + ((drawn * STEP) % ROUND)
    },
  }
}

/** Square roots of primes: their multiples fill the unit cube evenly, one root per side. */
const ROOTS = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29].map(Math.sqrt)

/**
 * Draws without chance for picks that take several each: those of one pick are independent of one another. `nextPick` is
 * called before each.
 */
export function evenPickDraws(first: readonly number[]): { readonly rng: Rng; nextPick(): void } {
  let given = 0
  let pick = 0
  let draw = 0
  const next = () => (pick * ROOTS[draw++ % ROOTS.length]) % 1
  return {
    nextPick: () => {
      pick++
      draw = 0
    },
    rng: {
      next,
      next53: next,
      uint32: () => (given < first.length ? first[given++] : Math.floor(next() * 2 ** 32)),
    },
  }
}
