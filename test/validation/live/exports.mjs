// The exported proxies of the project's own scenarios, shown to Envoy: does it take them?
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ownAddresses } from '../../../dist/export/envoy/addresses.js'
import { exportScenario } from '../../../dist/export/envoy/export-scenario.js'
import { open } from './run-case.mjs'

/** @returns one fact per proxy of a kind: the first pod of every workload that has one */
export function exportFacts(envoy, scenarioDir, name) {
  const { prepared } = open(scenarioDir)
  const { pods, gateways } = prepared.setting
  const first = new Map(pods.map(pod => [`${pod.namespace}/${pod.workload}`, pod]).reverse())
  const proxied = [...first].reverse().filter(([workload, { sidecar }]) => sidecar || gateways.has(workload))
  return proxied.map(([, pod]) => acceptance(envoy, prepared, `${pod.namespace}/${pod.name}`, name))
}

function acceptance(envoy, prepared, proxy, name) {
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-export-'))
  try {
    const options = { addresses: ownAddresses(), firstPort: 15_001, adminPort: 15_000, logs: folder }
    const { bootstrap } = exportScenario(prepared, { ...options, proxy })
    const file = join(folder, 'bootstrap.json')
    writeFileSync(file, JSON.stringify(bootstrap))
    const said = refusal(envoy, file)
    return {
      quantity: `${name}: ${proxy}`,
      envoy: said ?? 'accepted',
      meshsim: 'exported',
      band: 'exact',
      agrees: said === undefined,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What Envoy has against a bootstrap, if anything. */
function refusal(envoy, file) {
  try {
    execFileSync(envoy, ['--mode', 'validate', '-c', file, '--disable-hot-restart', '-l', 'error'], { stdio: 'pipe' })
  } catch (error) {
    return String(error.stderr).trim().split('\n').at(-1)
  }
}
