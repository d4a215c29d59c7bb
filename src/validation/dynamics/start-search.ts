import type { Rng } from '../../kernel/rng.ts'
import { stream } from '../../kernel/rng.ts'
import type { Fact } from './fact.ts'

/** Starts beyond this bring nothing new for ten hosts of which two are ejected. */
const MOST_STARTS = 720

/**
 * Where round robin starts, and the phase of a weighted schedule, is random once per process: the first start that fits
 * every fact, else the one that fits most.
 * @param hosts number of hosts; starts count modulo every number up to it
 */
export function bestStart(hosts: number, factsFrom: (start: number) => Fact[]): Fact[] {
  return bestOf(startsOf(hosts), factsFrom)
}

export function startsOf(hosts: number): number[] {
  return Array.from({ length: Math.min(MOST_STARTS, commonMultiple(hosts)) }, (_, start) => start)
}

/** The facts of the first chance that fits them all, else those of the one that fits most. */
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
