// `npm run dynamics -- DIR-OR-FILE...`: every recorded case against the built meshsim, fact by fact. The result is the
// last line. `--short` prints only what differs.
import { parseArgs } from 'node:util'
import { initHash } from '../../dist/proxy/hash.js'
import { checkCase } from '../../dist/validation/dynamics/check-case.js'
import { caseLines, closingLine, exitCode, TABLE_HEAD } from '../../dist/validation/dynamics/table.js'
import { casesAt } from './cases.mjs'

const { values, positionals } = parseArgs({ allowPositionals: true, options: { short: { type: 'boolean' } } })
if (positionals.length === 0) stop('usage: npm run dynamics -- DIR-OR-FILE... [--short]')
const cases = positionals.flatMap(path => {
  try {
    const found = casesAt(path)
    return found.length > 0 ? found : stop(`${path} holds no case (a .json file)`)
  } catch (error) {
    return stop(`can't be read: ${error.message}`)
  }
})
await initHash()

console.log(TABLE_HEAD)
const reports = cases.map(({ name, recorded }) => {
  const report = checkCase(name, recorded)
  const facts = values.short ? report.facts.filter(({ agrees }) => !agrees) : report.facts
  for (const line of caseLines({ ...report, facts })) console.log(line)
  return report
})
console.log(closingLine(reports))
process.exitCode = exitCode(reports)

function stop(message) {
  console.error(message)
  process.exit(2)
}
