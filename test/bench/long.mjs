// npm run bench:long [-- --full]: cost per request and peak memory of W2 from ten thousand to ten million requests, with --full to
// a hundred million, each in a process of its own, so that one can't hide behind the other. What a run costs before its first
// request (tables, streams) and after its last one (figures) is measured by itself, by runs of some thirty requests, and taken off. Writes
// results/bench/memory.md. Exit code 1 if memory or the cost of a request grows with their number.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { judgeTwoTier } from './answers.mjs'
import { prepare } from './meshsim.mjs'

/** Simulated seconds, a thousand requests in each; no run has more than a thousand buckets of time series. */
const RUNS = [
  { duration: '10s', series: '1s' },
  { duration: '100s', series: '1s' },
  { duration: '1000s', series: '1s' },
  { duration: '10000s', series: '10s' },
]
const FULL = { duration: '100000s', series: '100s' }

/** Short runs are repeated until they have taken this long together: the clock of CPU time is coarse. */
const MEASURED_SECONDS = 2

const MOST_MB = 300
/** How far the cost of a request may lie from that of the run of a million, as a part of it. */
const FLATNESS = 0.15

const ROOT = new URL('../../', import.meta.url)

async function child(duration, series) {
  // Several runs: the second one meets the code that the compiler made for the first, and undoes some of it.
  const warmUp = await prepare('w2', { set: ['duration=200s'] })
  for (const seed of [1, 2, 3]) await warmUp(seed)
  const bare = await timed(await prepare('w2', { set: ['duration=30ms'] }))
  const runSeconds = bare.seconds / bare.answers.length
  const { answers, seconds } = await timed(await prepare('w2', { set: [`duration=${duration}`, `series=${series}`] }))
  const verdicts = answers.flatMap(answer => judgeTwoTier({ ...answer, p99Precision: 0.004 }))
  const right = verdicts.every(verdict => verdict.right)
  const peakMb = process.resourceUsage().maxRSS / 1024
  const simulated = answers.reduce((sum, { requests }) => sum + requests, 0)
  const { requests } = answers[0]
  const nsPerRequest = ((seconds - runSeconds * answers.length) / simulated) * 1e9
  const wrong = verdicts.filter(verdict => !verdict.right).map(({ text }) => text)
  console.log(JSON.stringify({ right, answer: wrong, requests, nsPerRequest, msPerRun: runSeconds * 1e3, peakMb }))
}

/** Runs until they have taken long enough, and the user CPU time that they took. */
async function timed(run) {
  const before = process.cpuUsage()
  const answers = []
  let seconds = 0
  while (seconds < MEASURED_SECONDS) {
    answers.push(await run(answers.length + 1))
    seconds = process.cpuUsage(before).user / 1e6
  }
  return { answers, seconds }
}

function measure({ duration, series }) {
  const args = [fileURLToPath(import.meta.url), '--child', duration, series]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

function table(rows) {
  const lines = rows.map(({ requests, nsPerRequest, msPerRun, peakMb }) => {
    return `| ${Math.round(requests / 1000)} k | ${peakMb.toFixed(0)} MB | ${nsPerRequest.toFixed(0)} ns | ${msPerRun.toFixed(1)} ms |`
  })
  return `# Memory and cost of a long run

W2 (two tiers behind sidecars, statistics on), a process for each row, after three runs of 200 thousand requests to warm up,
\`npm run bench:long\`, Node ${process.versions.node}. What a run of thirty requests costs is not in the cost per request.

| requests of a run | peak resident memory | user CPU time per request | a run of thirty requests |
|---|---|---|---|
${lines.join('\n')}
`
}

function main() {
  const runs = process.argv.includes('--full') ? [...RUNS, FULL] : RUNS
  const rows = runs.map(measure)
  const text = table(rows)
  mkdirSync(new URL('results/bench/', ROOT), { recursive: true })
  writeFileSync(new URL('results/bench/memory.md', ROOT), text)
  console.log(text)
  for (const { right, answer } of rows) if (!right) console.error(`wrong answer: ${answer.join('; ')}`)
  const million = rows[2].nsPerRequest
  const furthest = Math.max(...rows.map(({ nsPerRequest }) => Math.abs(nsPerRequest / million - 1)))
  const peakMb = Math.max(...rows.map(row => row.peakMb))
  const flat = furthest <= FLATNESS && peakMb <= MOST_MB
  console.log(
    `${flat ? 'flat' : 'GROWS'}: cost within ${(furthest * 100).toFixed(1)} %, at most ${peakMb.toFixed(0)} MB`,
  )
  return flat && rows.every(row => row.right) ? 0 : 1
}

if (process.argv[2] === '--child') await child(process.argv[3], process.argv[4])
else process.exitCode = main()
