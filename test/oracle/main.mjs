// `npm run oracle [-- TEXT]`: closed forms of queueing theory against the built engine, each network run with seeds 1, 2, ...
// until its figures are known as well as asked. With TEXT only networks whose name holds it. The result is the last line.
import { availableParallelism } from 'node:os'
import { openCrew } from '../../dist/experiment/crew.js'
import {
  COVERAGE_MEASURES,
  COVERAGE_NETWORK,
  COVERAGE_RUNS,
  coverageLine,
  coverageReport,
} from '../../dist/validation/oracle/coverage.js'
import { ORACLE_ROWS } from '../../dist/validation/oracle/rows.js'
import { manifestsOf, scenarioOf } from '../../dist/validation/oracle/station.js'
import { rowLines, TABLE_HEAD } from '../../dist/validation/oracle/table.js'
import { quantityReport, runsMissing } from '../../dist/validation/oracle/verdict.js'

/** Runs after which a network is judged as it is. */
const MOST_RUNS = 400

const wanted = process.argv.slice(2).join(' ')
const rows = ORACLE_ROWS.filter(({ name }) => name.includes(wanted))
const coverage = wanted === '' || wanted === 'coverage'
if (rows.length === 0 && !coverage) {
  console.error(`no network is called "${wanted}"; "coverage" judges the intervals`)
  process.exit(2)
}
const measures = rows.map(({ quantities }) => [...new Set(quantities.flatMap(each => each.measures))])
const bundles = [...rows.map(({ network }) => network), COVERAGE_NETWORK].map(bundleOf)
const assignment = { bundles, measures: [...measures, COVERAGE_MEASURES], keepsResults: false }
const crew = await openCrew(assignment, Number.POSITIVE_INFINITY, { jobs: availableParallelism() })

const reports = []
if (rows.length > 0) console.log(TABLE_HEAD)
// All at once, so that no thread waits for the last run of a network.
const judgements = rows.map(judged)
for (const [point, row] of rows.entries()) {
  const report = { row, ...(await judgements[point]) }
  reports.push(report)
  for (const line of rowLines(report)) console.log(line)
}
const verdicts = reports.flatMap(({ quantities }) => quantities.map(({ agrees }) => agrees))
if (coverage) {
  const report = await judgedIntervals()
  console.log(coverageLine(report))
  verdicts.push(report.agrees)
}
await crew.close()
console.log(`${verdicts.filter(Boolean).length} of ${verdicts.length} quantities agree in ${reports.length} networks`)
process.exitCode = verdicts.every(Boolean) ? 0 : 1

function bundleOf(network) {
  const files = [{ path: 'mesh.yaml', text: manifestsOf(network) }]
  const form = { kind: 'file', text: scenarioOf(network), name: 'scenario.yaml', id: 'oracle' }
  return { form, set: [], sources: new Map([['mesh.yaml', { files, diagnostics: [] }]]) }
}

async function judgedIntervals() {
  const point = rows.length
  const errands = Array.from({ length: COVERAGE_RUNS }, (_, i) => crew.run({ point, seed: i + 1 }))
  const runs = await Promise.all(errands)
  return coverageReport(runs.map(({ figures }) => figures.map(({ value }) => value)))
}

/** When to stop is decided between whole rounds of runs, so the answer does not depend on the number of threads. */
async function judged({ quantities }, point) {
  const runs = []
  const figuresOf = quantity =>
    runs.map(run => quantity.measures.map(text => run.figures[measures[point].indexOf(text)].value))
  const missing = () => Math.max(...quantities.map(quantity => runsMissing(quantity, figuresOf(quantity))))
  for (let more = missing(); more > 0 && runs.length < MOST_RUNS; more = missing()) {
    const seeds = Array.from({ length: more }, (_, i) => runs.length + i + 1)
    runs.push(...(await Promise.all(seeds.map(seed => crew.run({ point, seed })))))
  }
  return { runs: runs.length, quantities: quantities.map(quantity => quantityReport(quantity, figuresOf(quantity))) }
}
