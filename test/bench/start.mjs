// npm run bench:start: how long a process takes from its start to the end of a short run over 22 documents; medians of fifteen.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const RUNS = 15
const at = path => fileURLToPath(new URL(path, import.meta.url))
const out = mkdtempSync(join(tmpdir(), 'meshsim-start-'))
const ARGS = [
  '--require',
  at('start/first-run.cjs'),
  at('../../dist/bundle/main.cjs'),
  'run',
  at('start/scenario.yaml'),
  '--out',
  out,
]
// Certificates that the environment adds are read by Node whatever it runs, and take half as long as all the rest.
const { NODE_EXTRA_CA_CERTS, ...env } = process.env

once()
const runs = Array.from({ length: RUNS }, once)
rmSync(out, { recursive: true })
const [user, clock] = [median(runs.map(({ userMs }) => userMs)), median(runs.map(({ clockMs }) => clockMs))]
console.log(`${user.toFixed(0)} ms of user time, ${clock.toFixed(0)} ms by the clock (medians of ${RUNS})`)

function once() {
  const { status, stderr } = spawnSync(process.execPath, ARGS, { env, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(/^\{.*\}$/m.exec(stderr)[0])
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1]
}
