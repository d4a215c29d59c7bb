import { stream } from '../../../kernel/rng.ts'
import type { Fact } from '../fact.ts'

/**
 * How late the recording machine was, by its own measurements: answers of held requests 0-10 ms, sends up to 2 ms. Where two
 * things happen within that, their order is chance. Whole ms, so that they may also happen in one turn of the event loop.
 */
export interface Lateness {
  answerMs(): number
  sendMs(): number
}

const LATEST_ANSWER_MS = 10
const LATEST_SEND_MS = 2
/** The first trial: everything as late as it mostly was. */
const USUAL: Lateness = { answerMs: () => 4, sendMs: () => 0 }

export function lateness(trial: number): Lateness {
  if (trial === 0) return USUAL
  const rng = stream(trial, 'lateness')
  return {
    answerMs: () => Math.floor(rng.next() * (LATEST_ANSWER_MS + 1)),
    sendMs: () => Math.floor(rng.next() * (LATEST_SEND_MS + 1)),
  }
}

/** Facts by the first choice of what a recording leaves open with which all agree, else by the best one. */
export function bestOf<C>(choices: readonly C[], play: (choice: C) => Fact[]): Fact[] {
  let best: Fact[] = []
  let fewest = Number.POSITIVE_INFINITY
  for (const choice of choices) {
    const facts = play(choice)
    const differing = facts.filter(({ agrees }) => !agrees).length
    if (differing < fewest) {
      best = facts
      fewest = differing
    }
    if (fewest === 0) break
  }
  return best
}
