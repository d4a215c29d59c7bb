// npm run bench:long: peak memory of W2 at a million and at twenty million requests, each in a process of its own, so
// that one can't hide behind the other. Writes results/bench/memory.md. Exit code 1 if memory grows with the requests.
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { judgeTwoTier } from './answers.mjs'
import { prepare } from './meshsim.mjs'

/** Simulated seconds, a thousand requests in each; a thousand buckets of time series in both. */
const RUNS = [
  { duration: '1000s', series: '1s' },
  { duration: '20000s', series: '20s' },
]

/** Garbage waits for its collector, so two equal runs differ by some tens of MB; a byte kept per request would be 19 MB, a row of eight numbers 1.2 GB. */
const ALLOWED_GROWTH_MB = 100

const ROOT = new URL('../../', import.meta.url)

async function child(duration, series) {
  const run = await prepare('w2', { set: [`duration=${duration}`, `series=${series}`] })
  const before = process.cpuUsage()
  const answer = await run(1)
  const seconds = process.cpuUsage(before).user / 1e6
  const verdicts = judgeTwoTier({ ...answer, p99Precision: 0.004 })
  const right = verdicts.every(verdict => verdict.right)
  const peakMb = process.resourceUsage().maxRSS / 1024
  console.log(
    JSON.stringify({ right, answer: verdicts.map(({ text }) => text), requests: answer.requests, seconds, peakMb }),
  )
}

function measure({ duration, series }) {
  const args = [fileURLToPath(import.meta.url), '--child', duration, series]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout.trim().split('\n').at(-1))
}

function table(rows) {
  const lines = rows.map(({ requests, seconds, peakMb }) => {
    const perSecond = Math.round(requests / seconds / 1000)
    return `| ${(requests / 1e6).toFixed(1)} M | ${peakMb.toFixed(0)} MB | ${perSecond} k/s |`
  })
  return `# Memory of a long run

W2 (two tiers behind sidecars, statistics on), a process for each row, \`npm run bench:long\`, Node ${process.versions.node}.

| requests | peak resident memory | requests per second of user CPU time |
|---|---|---|
${lines.join('\n')}
`
}

function main() {
  const rows = RUNS.map(measure)
  const text = table(rows)
  mkdirSync(new URL('results/bench/', ROOT), { recursive: true })
  writeFileSync(new URL('results/bench/memory.md', ROOT), text)
  console.log(text)
  for (const { right, answer } of rows) if (!right) console.error(`wrong answer: ${answer.join('; ')}`)
  const grownMb = rows[1].peakMb - rows[0].peakMb
  const flat = grownMb <= ALLOWED_GROWTH_MB
  console.log(`${flat ? 'flat' : 'GROWS'}: ${grownMb.toFixed(0)} MB more for 19 million requests more`)
  return flat && rows.every(row => row.right) ? 0 : 1
}

if (process.argv[2] === '--child') await child(process.argv[3], process.argv[4])
else process.exitCode = main()
