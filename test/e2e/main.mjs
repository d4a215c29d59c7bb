// `npm run e2e -- DIR...`: every recording under each DIR, rebuilt and simulated by the built meshsim, figure by figure.
// The result is the last line. `--short` prints only what is out, `--seeds N` sets the simulated runs per recorded one,
// `--calibrate` prints the cost per hop that machine.ts holds.
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { compareScenario, firstEventNs, openScenario } from '../../dist/validation/e2e/check-scenario.js'
import { hopCostSlope, PER_HOP_NS } from '../../dist/validation/e2e/machine.js'
import { closingLine, reportScenario, TABLE_HEAD } from '../../dist/validation/e2e/table.js'
import { nameOf, readFiles, recordingsUnder } from './recordings.mjs'

const THREADS = 2
/** Simulated runs per recorded one: with four of those the mean of twelve is far steadier than the band is wide. */
const SEEDS = '3'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: SEEDS }, short: { type: 'boolean' }, calibrate: { type: 'boolean' } },
})
const seeds = Number(values.seeds)
const paths = positionals.flatMap(path => {
  const found = recordingsUnder(path)
  if (found.length === 0) stop(`${path} holds no recording (a folder with scenario.json and runs.json)`)
  return found
})
if (paths.length === 0) stop('usage: npm run e2e -- DIR... [--short] [--seeds N]')

const scenarios = paths.map(path => {
  try {
    return openScenario(readFiles(path))
  } catch (error) {
    return stop(`${nameOf(path)} can't be read: ${error.message}`)
  }
})
const perHopNs = values.calibrate ? 0 : PER_HOP_NS
const tasks = scenarios.flatMap(({ recording }, scenario) =>
  recording.runs.flatMap((_, run) =>
    Array.from({ length: seeds }, (_, seed) => ({ scenario, run, seed: run * seeds + seed, perHopNs })),
  ),
)
const figures = scenarios.map(() => [])
await work(tasks, ({ scenario }, result) => figures[scenario].push(result)).catch(error =>
  stop(`can't be simulated: ${error.stack}`),
)
const comparisons = scenarios.map((scenario, index) => compareScenario(scenario, figures[index]))
if (values.calibrate) calibrate()
else report()

function report() {
  console.log(TABLE_HEAD)
  const reports = scenarios.map(({ recording }, index) => {
    const made = reportScenario(recording.name, comparisons[index], !values.short)
    for (const line of made.lines) console.log(line)
    return made
  })
  const far = reports.flatMap(made => made.farOut)
  if (far.length > 0) console.log(['Out by more than twice the half-width:', ...far].join('\n'))
  for (const { summary } of reports) console.log(summary)
  console.log(closingLine(reports))
  process.exitCode = reports.every(({ isGood }) => isGood) ? 0 : 1
}

function calibrate() {
  const slopes = scenarios.map((scenario, index) => hopCostSlope(comparisons[index], firstEventNs(scenario)))
  const sum = key => slopes.reduce((total, slope) => total + slope[key], 0)
  console.log(`${(sum('xy') / sum('xx')).toFixed(3)} ms per proxied hop`)
}

/** Each thread takes the next task when it is done with one; results are in the order of the tasks. */
async function work(tasks, take) {
  const results = []
  let next = 0
  const threads = Array.from(
    { length: Math.min(THREADS, tasks.length) },
    () =>
      new Promise((resolve, reject) => {
        const worker = new Worker(new URL('worker.mjs', import.meta.url), { workerData: paths })
        const give = () => {
          if (next === tasks.length) return worker.terminate().then(resolve)
          const index = next++
          worker.postMessage({ index, ...tasks[index] })
        }
        worker.on('message', ({ index, result }) => {
          results[index] = result
          give()
        })
        worker.on('error', reject)
        give()
      }),
  )
  await Promise.all(threads)
  for (const [index, task] of tasks.entries()) take(task, results[index])
}

function stop(message) {
  console.error(message)
  process.exit(2)
}
