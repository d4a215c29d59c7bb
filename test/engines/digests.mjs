// Digests of all scenarios by the Node that runs this, as JSON: main.mjs starts it with one Node after the other.
import { readdirSync } from 'node:fs'
import { loadScenario, simulate } from '../../dist/index.js'

const digests = {}
for (const name of readdirSync('scenarios')) {
  const { digest } = await simulate(await loadScenario(`scenarios/${name}`))
  digests[name] = digest
}
console.log(JSON.stringify(digests))
