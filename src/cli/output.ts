import { EXIT } from './exit-code.ts'
import { reasonOf } from './file-fault.ts'
import { type Terminal, terminalOf } from './terminal.ts'

/** Where a command writes: data to `data`, talk (progress, problems) to `talk`. */
export interface Output {
  readonly data: (text: string) => void
  readonly talk: (text: string) => void
  readonly dataTerminal: Terminal
  readonly talkTerminal: Terminal
}

/** The output of this process, and whether data that it took has not arrived. */
export interface ProcessOutput extends Output {
  readonly isLost: () => boolean
}

/**
 * The streams of this process. A reader that has gone (`| head`) ends the output, not the command; a full disk is told once and
 * makes the verdict worthless.
 */
export function processOutput(): ProcessOutput {
  let lost = false
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || lost) return
    lost = true
    process.exitCode = EXIT.badInput
    process.stderr.write(`meshsim: the output cannot be written: ${reasonOf(error)}\n`)
  }
  process.stdout.on('error', onError)
  process.stderr.on('error', onError)
  return {
    isLost: () => lost,
    data: text => void process.stdout.write(text),
    talk: text => void process.stderr.write(text),
    dataTerminal: terminalOf(process.stdout, process.env),
    talkTerminal: terminalOf(process.stderr, process.env),
  }
}
