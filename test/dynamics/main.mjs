// `npm run dynamics -- DIR-OR-FILE...`: every recorded case against the built meshsim, fact by fact. The result is the
// last line. `--short` prints only what differs.
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { initHash } from '../../dist/proxy/hash.js'
import { checkCase } from '../../dist/validation/dynamics/check-case.js'
import { caseLines, closingLine, exitCode, TABLE_HEAD } from '../../dist/validation/dynamics/table.js'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { short: { type: 'boolean' } } })
const files = positionals.flatMap(casesUnder)
if (files.length === 0) stop('usage: npm run dynamics -- DIR-OR-FILE... [--short]')
await initHash()

const reports = files.map(file => checkCase(basename(file), parsed(file)))
console.log(TABLE_HEAD)
for (const report of reports) {
  const facts = values.short ? report.facts.filter(({ agrees }) => !agrees) : report.facts
  for (const line of caseLines({ ...report, facts })) console.log(line)
}
console.log(closingLine(reports))
process.exitCode = exitCode(reports)

function casesUnder(path) {
  try {
    if (!statSync(path).isDirectory()) return [path]
  } catch (error) {
    stop(error.message)
  }
  const found = readdirSync(path, { recursive: true })
    .filter(name => name.endsWith('.json'))
    .sort()
    .map(name => join(path, name))
  return found.length > 0 ? found : stop(`${path} holds no case (a .json file)`)
}

function parsed(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    return stop(`${file} can't be read: ${error.message}`)
  }
}

function stop(message) {
  console.error(message)
  process.exit(2)
}
