// `npm run engines`: the digests of all scenarios in Node 20, 22 and 24 (npm's package `node`, put into a temporary folder)
// and in Chromium (`CHROMIUM`, else `chromium` on the PATH) against those of the recorded summaries. What can't be had is
// skipped and named; with `--strict` that is a failure.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const NODES = ['20', '22', '24']
const strict = process.argv.includes('--strict')
const expected = Object.fromEntries(
  readdirSync('scenarios').map(name => [
    name,
    /digest ([0-9a-f]{16})\n$/.exec(readFileSync(`test/scenarios/${name}.summary.txt`, 'utf8'))?.[1],
  ]),
)
const counts = { same: 0, all: 0, skipped: 0 }

for (const version of NODES) judge(`Node ${version}`, digestsIn(version))
judgeChromium()
const skips = counts.skipped > 0 ? ` (${counts.skipped} engines skipped)` : ''
console.log(`${counts.same} of ${counts.all} digests are the same${skips}`)
process.exitCode = counts.same < counts.all || (strict && counts.skipped > 0) ? 1 : 0

function digestsIn(version) {
  if (process.versions.node.startsWith(`${version}.`)) return run(process.execPath)
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-node-'))
  try {
    execFileSync('npm', ['install', '--silent', '--no-save', '--prefix', folder, `node@${version}`], {
      stdio: 'ignore',
    })
    return run(join(folder, 'node_modules/node/bin/node'))
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function run(node) {
  return JSON.parse(execFileSync(node, ['test/engines/digests.mjs'], { encoding: 'utf8' }))
}

function judge(engine, digests) {
  if (digests === undefined) return skip(engine, "npm's package node could not be installed")
  for (const [name, digest] of Object.entries(expected)) {
    const same = digests[name] === digest
    counts.all++
    if (same) counts.same++
    console.log(`${engine.padEnd(10)} ${name.padEnd(30)} ${digests[name]} ${same ? 'same' : `DIFFERS from ${digest}`}`)
  }
}

function judgeChromium() {
  const program =
    process.env.CHROMIUM ?? spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).stdout.trim()
  if (program === '') return skip('Chromium', 'no CHROMIUM and no chromium on the PATH')
  const args = [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config',
    'test/engines/vitest.config.ts',
    '--root',
    '.',
    '--reporter',
    'json',
  ]
  const { stdout } = spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, CHROMIUM: program },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { testResults } = JSON.parse(stdout.slice(stdout.indexOf('{')))
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  for (const { title, status } of results) {
    counts.all++
    if (status === 'passed') counts.same++
    console.log(`${'Chromium'.padEnd(10)} ${title}: ${status === 'passed' ? 'same' : 'DIFFERS'}`)
  }
  if (results.length < Object.keys(expected).length) counts.all++
}

function skip(engine, why) {
  counts.skipped++
  console.log(`${engine.padEnd(10)} skipped: ${why}`)
}
