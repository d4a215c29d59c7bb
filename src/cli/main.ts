#!/usr/bin/env node
import { hideBin } from 'yargs/helpers'
import { processOutput } from './output.ts'
import { runProgram } from './program.ts'

process.exitCode = await runProgram(hideBin(process.argv), processOutput())
