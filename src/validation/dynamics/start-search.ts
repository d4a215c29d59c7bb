import type { Rng } from '../../kernel/rng.ts'
import { stream } from '../../kernel/rng.ts'
import type { Fact } from './fact.ts'

/** Starts that differ as long as no more than two hosts are out at a time. */
export function startsOf(hosts: number): number[] {
  const modulo = hosts * Math.max(1, hosts - 1) * Math.max(1, hosts - 2)
  return Array.from({ length: Math.min(modulo, commonMultiple(hosts)) }, (_, start) => start)
}

/**
 * Where round robin starts, the phase of a schedule and the like are random once per process: the facts of the first chance
 * that fits them all, else those of the one that fits most.
 */
export function bestOf<C>(chances: Iterable<C>, factsOf: (chance: C) => Fact[]): Fact[] {
  let best: Fact[] = []
  let most = -1
  for (const chance of chances) {
    const facts = factsOf(chance)
    const agreeing = facts.filter(({ agrees }) => agrees).length
    if (agreeing === facts.length) return facts
    if (agreeing > most) {
      most = agreeing
      best = facts
    }
  }
  return best
}

/** Least common multiple of 1..n: indices modulo any of them repeat after so many starts. */
function commonMultiple(n: number): number {
  let multiple = 1
  for (let each = 2; each <= n; each++) multiple = (multiple * each) / greatestDivisor(multiple, each)
  return multiple
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b)
}

/**
 * Draws of a balancer: the start first, then what is asked for (the recording's own choice between priorities, where
 * only chance decides), else from a stream.
 */
export function replayedDraws(start: number, drawn: () => number | undefined): Rng {
  const rest = stream(1, 'recorded', 'balance')
  let first = true
  return {
    next: () => rest.next(),
    next53: () => rest.next53(),
    uint32: () => {
      if (first) {
        first = false
        return start
      }
      return drawn() ?? rest.uint32()
    },
  }
}
