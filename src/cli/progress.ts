import type { SingleBar } from 'cli-progress'
import { countText, durationText, instantText } from '../report/figure.ts'
import type { Output } from './output.ts'
import type { Terminal } from './terminal.ts'

/** How far a simulation is. */
export interface Progress {
  readonly nowNs: number
  readonly durationNs: number
  readonly born: number
  readonly answered: number
}

export interface ProgressReporter {
  readonly update: (progress: Progress) => void
  readonly stop: () => void
}

/** Short runs stay silent: what ends within this time needs no progress. */
const QUIET_MS = 700

/** A bar with simulated time and ETA on a terminal, a line per 10 % elsewhere. */
export async function progressReporter(output: Output): Promise<ProgressReporter> {
  if (!output.talkTerminal.animated) return lineReporter(output)
  const format = '{bar} {percentage}%  {now} of {end}  {requests} requests  ETA {eta_formatted}'
  return barReporter(await newBar(output.talkTerminal, format))
}

/** A progress bar on stderr. */
export async function newBar(terminal: Terminal, format: string): Promise<SingleBar> {
  const { default: cliProgress } = await import('cli-progress')
  const shades = terminal.unicode ? ['█', '░'] : ['#', '-']
  return new cliProgress.SingleBar({
    format,
    barCompleteChar: shades[0],
    barIncompleteChar: shades[1],
    barsize: Math.max(10, Math.min(30, terminal.width - 60)),
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    stream: process.stderr,
    // Without this the bar takes over SIGINT and ends the process before partial results are written.
    gracefulExit: false,
  })
}

function barReporter(bar: SingleBar): ProgressReporter {
  const since = Date.now()
  let started = false
  return {
    update: progress => {
      if (Date.now() - since < QUIET_MS) return
      const words = wordsOf(progress)
      if (started) bar.update(progress.nowNs, words)
      else bar.start(progress.durationNs, progress.nowNs, words)
      started = true
    },
    stop: () => {
      if (started) bar.stop()
    },
  }
}

function lineReporter(output: Output): ProgressReporter {
  const since = Date.now()
  let told = 0
  return {
    update: progress => {
      const tenths = Math.floor((10 * progress.nowNs) / progress.durationNs)
      if (tenths <= told || Date.now() - since < QUIET_MS) return
      told = tenths
      const { now, end, requests } = wordsOf(progress)
      output.talk(`${tenths * 10}%  ${now} of ${end}  ${requests} requests\n`)
    },
    stop: () => {},
  }
}

function wordsOf(progress: Progress) {
  return {
    now: instantText(progress.nowNs),
    end: durationText(progress.durationNs),
    requests: countText(progress.born),
  }
}
