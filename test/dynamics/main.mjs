// `npm run dynamics -- DIR-OR-FILE...`: every recorded case against the built meshsim, fact by fact. The result is the
// last line. `--short` prints only what differs.
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { caseLines, closingLine, exitCode, TABLE_HEAD } from '../../dist/validation/dynamics/table.js'
import { casesAt } from './cases.mjs'

const THREADS = 2

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
const reports = await checkAll()
console.log(TABLE_HEAD)
for (const report of reports) {
  const facts = values.short ? report.facts.filter(({ agrees }) => !agrees) : report.facts
  for (const line of caseLines({ ...report, facts })) console.log(line)
}
console.log(closingLine(reports))
process.exitCode = exitCode(reports)

/** Each thread takes the next case when it is done with one; reports are in the order of the cases. */
async function checkAll() {
  const made = []
  let next = 0
  const thread = () =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL('worker.mjs', import.meta.url))
      const give = () => {
        if (next === cases.length) return worker.terminate().then(resolve)
        const index = next++
        worker.postMessage({ index, ...cases[index] })
      }
      worker.on('message', ({ index, report }) => {
        made[index] = report
        give()
      })
      worker.on('error', reject)
      give()
    })
  await Promise.all(Array.from({ length: Math.min(THREADS, cases.length) }, thread))
  return made
}

function stop(message) {
  console.error(message)
  process.exit(2)
}
