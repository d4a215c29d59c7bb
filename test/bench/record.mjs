// One line per recorded run, so that figures of different days can be told apart: what ran (a hash of the benchmark's files), on
// which machine, of which commit.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const RESULTS = new URL('../../results/bench/', import.meta.url)

/** Adds a line to results/bench/runs.jsonl. */
export function record(results) {
  mkdirSync(RESULTS, { recursive: true })
  const line = { at: new Date().toISOString(), commit: commit(), work: workHash(), machine: machine(), results }
  appendFileSync(new URL('runs.jsonl', RESULTS), `${JSON.stringify(line)}\n`)
}

function commit() {
  const git = args => execFileSync('git', args, { cwd: HERE, encoding: 'utf8' }).trim()
  return git(['rev-parse', '--short', 'HEAD']) + (git(['status', '--porcelain', '--', '../../src']) === '' ? '' : '+')
}

/** The same work has the same hash: of all files of the benchmark, by path. */
function workHash() {
  const hash = createHash('sha256')
  const entries = readdirSync(HERE, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const paths = entries.map(({ parentPath, name }) => `${parentPath}/${name}`.replace(/\/+/g, '/')).sort()
  for (const path of paths) hash.update(path.slice(HERE.length)).update(readFileSync(path))
  return hash.digest('hex').slice(0, 12)
}

function machine() {
  const all = cpus()
  return `${all.length} x ${all[0].model.trim()}, Node ${process.versions.node}`
}
