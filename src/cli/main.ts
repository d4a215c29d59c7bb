import { hideBin } from 'yargs/helpers'
import { EXIT } from './exit-code.ts'
import { processOutput } from './output.ts'
import { runProgram } from './program.ts'

// Not awaited: the bundled command is no ES module. A command that never settles is a fault.
process.exitCode = EXIT.internalFault
const output = processOutput()
runProgram(hideBin(process.argv), output).then(code => {
  process.exitCode = output.isLost() ? EXIT.badInput : code
})
