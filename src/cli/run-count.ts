import type { SingleBar } from 'cli-progress'
import type { Output } from './output.ts'
import { newBar } from './progress.ts'

/** How many of the planned runs are done, for a person who waits. */
export interface RunCount {
  readonly update: (done: number, planned: number) => void
  readonly stop: () => void
}

/** A bar on a terminal, a line per 10 % elsewhere. */
export async function runCount({ talk, talkTerminal }: Output): Promise<RunCount> {
  if (!talkTerminal.animated) {
    let told = 0
    return {
      update: (done, planned) => {
        const tenths = Math.floor((10 * done) / planned)
        if (tenths <= told) return
        told = tenths
        talk(`${done} of ${planned} runs\n`)
      },
      stop: () => {},
    }
  }
  const bar: SingleBar = await newBar(talkTerminal, '{bar} {value} of {total} runs  ETA {eta_formatted}')
  let started = false
  return {
    update: (done, planned) => {
      if (started) bar.update(done)
      else bar.start(planned, done)
      started = true
    },
    stop: () => {
      if (started) bar.stop()
    },
  }
}
