// W5: graphs of many services. What counts is hops: each request of the root makes one at every service.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runsOf } from '../meshsim.mjs'
import { depthOf, treeMesh, treeScenario } from './mesh.mjs'

export async function prepareTree(count, seconds) {
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-w5-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'mesh.yaml'), treeMesh(count))
  writeFileSync(join(folder, 'scenario.yaml'), treeScenario(count, seconds))
  const run = await runsOf(join(folder, 'scenario.yaml'))
  return async seed => treeSide(await run(seed), count)
}

function treeSide({ totals }, count) {
  const whole = totals.filter(({ workload }) => workload === undefined)
  const client = whole.find(({ at }) => at === 'client')
  const hops = whole.filter(({ to }) => to !== undefined)
  const requests = hops.reduce((sum, row) => sum + row.requests, 0)
  return { requests, roots: client.requests, ok: client.outcomes.ok, latency: client.latency, count }
}

/**
 * Every service sees every request once, but for those still under way at the end. A level takes 1 ms of work and 0.2 ms of
 * network; a new connection on its way adds two round trips (TCP and TLS), 0.4 ms, at most once per level.
 */
export function judgeTree({ requests, roots, ok, latency, count }) {
  const depth = depthOf(count)
  const leastMs = depth * 1.2
  const mostMs = leastMs + depth * 0.4
  const [minMs, maxMs] = [latency.minNs / 1e6, latency.maxNs / 1e6]
  const underWay = requests - roots * count
  return [
    { right: roots > 0 && ok === roots, text: `ok ${ok} of ${roots}` },
    { right: underWay >= 0 && underWay < 20 * count, text: `hops ${requests}, ${underWay} of requests under way` },
    {
      right: minMs >= leastMs - 1e-9 && maxMs <= mostMs + 1e-9,
      text: `latency ${minMs}..${maxMs} ms in ${leastMs}..${mostMs} ms`,
    },
  ]
}
