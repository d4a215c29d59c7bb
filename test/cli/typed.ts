import type { Output } from '../../src/cli/output.ts'
import { runProgram } from '../../src/cli/program.ts'

export interface Told {
  readonly code: number
  readonly data: string
  readonly talk: string
}

/** One command line inside this process: as in a pipe, 100 columns, no colours. */
export async function typed(...args: string[]): Promise<Told> {
  let data = ''
  let talk = ''
  const terminal = { width: 100, color: false, unicode: true, animated: false }
  const output: Output = {
    data: text => {
      data += text
    },
    talk: text => {
      talk += text
    },
    dataTerminal: terminal,
    talkTerminal: terminal,
  }
  const code = await runProgram(args, output)
  return { code, data, talk }
}
