// `npm run fuzz -- [--minutes 10] [--seed 1]`: what must hold whatever happens to a mesh, over new worlds until the time is
// up. A failure prints the smallest world that shows it and the command that repeats it (`--property`, `--path`).
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const text = { type: 'string' }
const { values } = parseArgs({ options: { minutes: text, seed: text, property: text, path: text } })
for (const name of ['minutes', 'seed']) {
  if (values[name] !== undefined && !/^\d+(\.\d+)?$/.test(values[name])) {
    console.error(`--${name} ${values[name]}: a number is needed`)
    process.exit(2)
  }
}
const env = Object.fromEntries(Object.entries(values).map(([name, value]) => [`FUZZ_${name.toUpperCase()}`, value]))
const args = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/property/fuzz.config.ts', '--root', '.']
const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env: { ...process.env, ...env } })
process.exitCode = status ?? 1
