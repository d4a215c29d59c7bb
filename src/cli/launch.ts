#!/usr/bin/env node
// The command as it is published: `dist/bundle/main.cjs` runs the one file that all of src/cli and its packages were put into. It is no ES
// module once it is published: Node's loader of those takes as long as a small mesh.
import { runKept } from '../experiment/kept-code.ts'

/** Each command needs other parts. */
const command = /^[a-z]+$/.exec(process.argv[2] ?? '')?.[0] ?? 'other'

const { keep } = runKept(import.meta.dirname, 'command', command)

// At the end of the process, since by then V8 has compiled what the command needs. A word that is no command, as any mistake, ends with 2.
process.once('exit', code => {
  if (code !== 2) keep()
})
