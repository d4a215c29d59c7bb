// `npm run validate:istiod [-- --seed N --count N --sets a,b --with KIND --unchanged]`: random changes of the recorded meshes, each
// compiled by meshsim and by istiod itself, every table of every proxy compared. Needs Go and, the first time, the Go module proxy. What differs
// is printed with the mesh that shows it. The result is the last line; exit 0 when all agrees, 1 when not, 2 without Go.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { initHash } from '../../../dist/proxy/hash.js'
import { factsOf, firstDifference } from './compare.mjs'
import { buildHarness, startHarness } from './harness.mjs'
import { openMesh } from './mesh.mjs'
import { mutator } from './mutate.mjs'

/** Meshes that show a difference are kept here. */
const KEPT = 'results/validate-istiod'
const LONGEST_VALUE = 160

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '200' },
    sets: { type: 'string', default: 'routing,fuzz,endpoints' },
    with: { type: 'string' },
    unchanged: { type: 'boolean', default: false },
  },
})
const binary = buildHarness(console.log)
if (binary === undefined) {
  console.log('skipped: there is no Go here')
  process.exit(2)
}
await initHash()
const recorded = values.sets
  .split(',')
  .flatMap(recordings)
  .filter(({ mesh }) => values.with === undefined || new RegExp(`^kind: ${values.with}$`, 'm').test(mesh))
const next = mutator(values.seed, recorded)
const meshes = values.unchanged ? recorded : Array.from({ length: Number(values.count) }, next)
const istiod = startHarness(binary)
const tally = { facts: 0, agree: 0, refused: 0, skipped: 0 }
for (const [number, mesh] of meshes.entries()) await check(mesh, number)
istiod.stop()
console.log(
  `${tally.agree} of ${tally.facts} tables agree in ${meshes.length - tally.skipped} meshes ` +
    `(${tally.refused} objects refused by istiod, ${tally.skipped} meshes that meshsim refuses)`,
)
process.exitCode = tally.agree === tally.facts ? 0 : 1

/** Recordings of one cluster. */
function recordings(set) {
  const packed = readFileSync(new URL(`../../golden/recorded/${set}.jsonl.gz`, import.meta.url))
  const lines = gunzipSync(packed).toString('utf8').split('\n')
  return lines
    .map(line => JSON.parse(line))
    .filter(({ clusters, caseJson }) => clusters === undefined && caseJson === undefined)
}

async function check(mesh, number) {
  const asked = openMesh(mesh)
  const answer = await istiod.ask(asked.job)
  if (answer.error) throw new Error(`${mesh.name}: ${answer.error}`)
  const refused = new Set(Object.keys(answer.refused))
  tally.refused += refused.size
  const { errors, proxies } = refused.size > 0 ? openMesh(mesh, refused) : asked
  // Fields that the API server would refuse: istiod never sees them.
  if (errors.some(({ code }) => code.startsWith('MS201'))) {
    tally.skipped++
    return
  }
  const facts = proxies.flatMap(proxy =>
    factsOf(answer.proxies[proxy.name], proxy).map(fact => ({ ...fact, proxy: proxy.name })),
  )
  const differing = facts.filter(({ agrees }) => !agrees)
  tally.facts += facts.length
  tally.agree += facts.length - differing.length
  if (differing.length > 0) tell(mesh, number, differing)
}

function tell(mesh, number, differing) {
  const file = `${KEPT}/${values.seed}-${number}.yaml`
  mkdirSync(KEPT, { recursive: true })
  writeFileSync(file, mesh.mesh)
  console.log(`${file} (from ${mesh.name})`)
  for (const { proxy, what, istiod: theirs, meshsim } of differing) {
    const difference = firstDifference(theirs, meshsim)
    console.log(`  ${proxy} ${what} ${difference.path}`)
    console.log(`    istiod  ${shown(difference.istiod)}`)
    console.log(`    meshsim ${shown(difference.meshsim)}`)
  }
}

function shown(value) {
  const text = JSON.stringify(value) ?? 'absent'
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}...` : text
}
