// Builds the harness (Go, the first time some minutes) and talks to it: a mesh in, the tables of its proxies out.
import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SOURCE = fileURLToPath(new URL('harness/', import.meta.url))

/** @returns the binary, or undefined where there is no Go */
export function buildHarness(tell) {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
  const folder = join(cache, 'meshsim', 'istiod')
  const binary = join(folder, 'istiod')
  if (existsSync(binary) && sameSource(folder)) return binary
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  tell('building istiod: some minutes the first time')
  mkdirSync(folder, { recursive: true })
  for (const file of ['main.go', 'go.mod']) cpSync(join(SOURCE, file), join(folder, file))
  const env = { ...process.env, GOFLAGS: '-mod=mod' }
  execFileSync('go', ['build', '-o', 'istiod', '.'], { cwd: folder, env, stdio: ['ignore', 'ignore', 'inherit'] })
  cpSync(join(SOURCE, 'go.mod'), join(folder, 'go.mod.built'))
  return binary
}

/** The build writes into its go.mod, so the one it was built from is kept beside it. */
function sameSource(folder) {
  const pairs = [
    ['main.go', 'main.go'],
    ['go.mod', 'go.mod.built'],
  ]
  return pairs.every(
    ([ours, kept]) =>
      existsSync(join(folder, kept)) &&
      readFileSync(join(folder, kept), 'utf8') === readFileSync(join(SOURCE, ours), 'utf8'),
  )
}

/** Starts the harness; `ask` takes one mesh at a time. */
export function startHarness(binary) {
  const child = spawn(binary, [], { stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async ask(job) {
      child.stdin.write(`${JSON.stringify(job)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new Error('istiod ended: this mesh makes it panic')
      return JSON.parse(value)
    },
    stop: () => child.stdin.end(),
  }
}
