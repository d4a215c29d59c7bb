// `npm run golden -- DIR...`: every case folder under each DIR against the built meshsim. The result is the last line.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { initHash } from '../../dist/proxy/hash.js'
import { addTallies, EMPTY_TALLY, isGood, reportCase, tallyText } from '../../dist/routing/golden/report.js'
import { runCase } from '../../dist/routing/golden/run-case.js'

const folders = process.argv.slice(2)
if (folders.length === 0) stop('usage: npm run golden -- DIR...')

const here = dirname(fileURLToPath(import.meta.url))
const exceptions = JSON.parse(readFileSync(join(here, 'exceptions.json'), 'utf8'))
await initHash()

let total = EMPTY_TALLY
for (const folder of folders) {
  const cases = casesUnder(folder)
  if (cases.length === 0) stop(`${folder} holds no case (a folder with expected.jsonl)`)
  let tally = EMPTY_TALLY
  for (const path of cases) {
    const name = relative(folder, path) || basename(path)
    const report = reportCase(name, runCase(readCase(path, name)), exceptions)
    for (const line of report.lines) console.log(line)
    tally = addTallies(tally, report.tally)
  }
  if (folders.length > 1) console.log(`${folder}: ${tallyText(tally)}`)
  total = addTallies(total, tally)
}
console.log(tallyText(total))
process.exitCode = isGood(total) ? 0 : 1

function casesUnder(folder) {
  if (!existsSync(folder)) stop(`${folder} does not exist`)
  if (existsSync(join(folder, 'expected.jsonl'))) return [folder]
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => join(folder, entry.name))
    .sort()
    .flatMap(casesUnder)
}

function readCase(path, name) {
  const read = file => (existsSync(join(path, file)) ? readFileSync(join(path, file), 'utf8') : undefined)
  return {
    name,
    mesh: read('mesh.yaml') ?? '',
    meshConfig: read('meshconfig.yaml'),
    caseJson: read('case.json'),
    validation: read('validation.json'),
    expected: read('expected.jsonl'),
  }
}

function stop(message) {
  console.error(message)
  process.exit(2)
}
