import { type Terminal, terminalOf } from './terminal.ts'

/** Where a command writes: data to `data`, talk (progress, problems) to `talk`. */
export interface Output {
  readonly data: (text: string) => void
  readonly talk: (text: string) => void
  readonly dataTerminal: Terminal
  readonly talkTerminal: Terminal
}

/** The streams of this process. A reader that has gone (`| head`) ends the output, not the command. */
export function processOutput(): Output {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
    })
  }
  return {
    data: text => void process.stdout.write(text),
    talk: text => void process.stderr.write(text),
    dataTerminal: terminalOf(process.stdout, process.env),
    talkTerminal: terminalOf(process.stderr, process.env),
  }
}
