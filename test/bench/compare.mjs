// npm run bench -- --compare <ref> [W1 W2 W3 W4]: what the working tree's build changes against another revision. Both builds run in
// turn, each run in a process of its own, so that what else the machine does falls on both alike.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Unreadable } from './meshsim.mjs'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const RUN = fileURLToPath(new URL('run-once.mjs', import.meta.url))
const COMPARABLE = ['W1', 'W2', 'W3', 'W4']
const ROUNDS = 5

export async function compareWith(ref, named) {
  const names = named.length > 0 ? named : ['W2', 'W3']
  const other = names.find(name => !COMPARABLE.includes(name))
  if (ref === undefined || other !== undefined) {
    throw new Unreadable(`--compare takes a git revision, then workloads of ${COMPARABLE.join(', ')}`)
  }
  const folder = buildOf(ref)
  for (const name of names) {
    const best = { before: 0, after: 0 }
    for (let round = 0; round < ROUNDS; round++) {
      best.before = Math.max(best.before, speedOf(folder, name))
      best.after = Math.max(best.after, speedOf(ROOT, name))
    }
    const percent = (best.after / best.before - 1) * 100
    const speeds = [best.before, best.after].map(speed => `${(speed / 1e6).toFixed(3)} M/s`)
    console.log(`${name}: ${ref} ${speeds[0]}, now ${speeds[1]}, ${percent >= 0 ? '+' : ''}${percent.toFixed(1)} %`)
  }
  return 0
}

function speedOf(root, name) {
  const env = { ...process.env, MESHSIM_ROOT: root }
  const { status, stdout, stderr } = spawnSync(process.execPath, [RUN, name], { encoding: 'utf8', env })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}

/** A build of the revision in a folder that is gone when this process ends. */
function buildOf(ref) {
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-bench-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  try {
    const archive = execFileSync('git', ['archive', ref], { cwd: ROOT, maxBuffer: 2 ** 30 })
    execFileSync('tar', ['x', '-C', folder], { input: archive })
  } catch (error) {
    throw new Unreadable(`${ref} can't be read from git: ${error.message}`)
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  execFileSync('npm', ['run', '--silent', 'build'], { cwd: folder })
  return folder
}
