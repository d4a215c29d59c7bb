// `npm run golden -- DIR...`: every case folder under each DIR against the built meshsim. The result is the last line.
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { initHash } from '../../dist/proxy/hash.js'
import { addTallies, EMPTY_TALLY, isGood, reportCase, tallyText } from '../../dist/routing/golden/report.js'
import { runCase } from '../../dist/routing/golden/run-case.js'
import { casesUnder, readCase } from './case-folders.mjs'

const folders = process.argv.slice(2)
if (folders.length === 0) stop('usage: npm run golden -- DIR...')

const here = dirname(fileURLToPath(import.meta.url))
const exceptions = JSON.parse(readFileSync(join(here, 'exceptions.json'), 'utf8'))
await initHash()

let total = EMPTY_TALLY
for (const folder of folders) {
  const paths = casesUnder(folder)
  if (paths.length === 0) stop(`${folder} holds no case (a folder with expected.jsonl)`)
  let tally = EMPTY_TALLY
  for (const path of paths) {
    const report = await runFolder(folder, path)
    for (const line of report.lines) console.log(line)
    tally = addTallies(tally, report.tally)
  }
  if (folders.length > 1) console.log(`${folder}: ${tallyText(tally)}`)
  total = addTallies(total, tally)
}
console.log(tallyText(total))
process.exitCode = isGood(total) ? 0 : 1

async function runFolder(folder, path) {
  const files = readCase(folder, path)
  try {
    return reportCase(files.name, await runCase(files), exceptions)
  } catch (error) {
    return stop(`${path} can't be read: ${error.message}`)
  }
}

function stop(message) {
  console.error(message)
  process.exit(2)
}
