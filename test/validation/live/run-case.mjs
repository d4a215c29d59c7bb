// One case: simulate, run for real with the same requests, put what was seen of both into the same form, compare.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadScenario } from '../../../dist/config/load-scenario.js'
import { prepare } from '../../../dist/engine/run.js'
import { loopbackAddresses } from '../../../dist/export/envoy/addresses.js'
import { exportScenario } from '../../../dist/export/envoy/export-scenario.js'
import { compareLive } from '../../../dist/validation/live/compare.js'
import { flagsInOrder } from '../../../dist/validation/live/observation.js'
import { simulateLive } from '../../../dist/validation/live/simulate-live.js'
import { sendAll } from './client.mjs'
import { startEnvoy } from './envoy-process.mjs'
import { startServers } from './servers.mjs'

/** Runs of the simulator behind a share, so that its own chance adds little to the band. */
const SEEDS = 5
/** Starts of round robin that are tried: as many as hosts of a case, or phases of its schedule. */
const STARTS = 120
/** News of an ejection at the end, answers of mirrored copies: what may come after the last answer. */
const AFTER_MS = 200

/**
 * @param lane number of the lane in which the case runs: each has ports and addresses of its own
 * @returns facts of the case in `dir` (scenario.yaml, its mesh, compare.json)
 */
export async function runCase(envoy, dir, lane) {
  const settings = JSON.parse(readFileSync(join(dir, 'compare.json'), 'utf8'))
  const { exact = [], shares = [], ejectionsWithinMs, start, skip = 0 } = settings
  const { prepared, scenario } = open(dir)
  const { seed } = scenario
  const first = simulateLive(scenario, { seed })
  const real = await runForReal(envoy, prepared, first.sent, {
    lane,
    silent: settings.silent ?? [],
    absent: settings.absent ?? [],
  })
  const choices = choicesFor(real, prepared, start)
  const aligned = choices.length === 0 ? [first.observation] : [bestOf(scenario, choices, real)]
  const others = shares.length === 0 ? [] : seeds(seed).map(each => simulateLive(scenario, { seed: each }).observation)
  const after = each => ({ ...each, requests: each.requests.slice(skip) })
  const comparisons = {
    exact,
    shares,
    ...(ejectionsWithinMs !== undefined && { ejectionsWithinNs: ejectionsWithinMs * 1e6 }),
  }
  return compareLive(comparisons, after(real), [...aligned, ...others].map(after), podFacts(prepared))
}

/** @param set values of the scenario to change, `path=value` */
export function open(dir, set = []) {
  const { scenario, diagnostics } = loadScenario(dir, { set })
  const prepared = scenario && prepare(scenario)
  const errors = [...diagnostics, ...(prepared?.diagnostics ?? [])].filter(({ level }) => level === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message, place }) => `${place.file}: ${message}`).join('\n'))
  return { scenario, prepared }
}

function seeds(first) {
  return Array.from({ length: SEEDS - 1 }, (_, i) => first + 1 + i)
}

function podFacts({ setting: { pods } }) {
  return new Map(pods.map(({ name, workload, locality: { zone } }) => [name, { workload, zone }]))
}

/** Chance that Envoy draws once per process and that shows: where round robin starts, when outlier sweeps happen. */
function choicesFor(real, { scenario: { seed } }, start) {
  const sweep = real.ejections.find(({ action }) => action === 'uneject')
  const sweepsAtNs = sweep && { sweepsAtNs: sweep.atNs }
  if (start !== 'as envoy') return sweepsAtNs ? [{ seed, ...sweepsAtNs }] : []
  return Array.from({ length: STARTS }, (_, i) => ({ seed, start: i, ...sweepsAtNs }))
}

/** The start with which the most requests go where they went in reality, from the first one on. */
function bestOf(scenario, choices, real) {
  let best
  let most = -1
  for (const choice of choices) {
    const { observation } = simulateLive(scenario, choice)
    const differing = observation.requests.findIndex(({ pod }, i) => pod !== real.requests[i]?.pod)
    const agreeing = differing < 0 ? observation.requests.length : differing
    if (agreeing > most) {
      most = agreeing
      best = observation
    }
    if (differing < 0) break
  }
  return best
}

/** The scenario's proxy and pods as processes and servers of this machine. */
export async function runForReal(envoy, prepared, sent, { lane, silent, absent }) {
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-validation-'))
  const { setting, models, scenario } = prepared
  const [adminPort, firstPort] = await freePorts(2, 21_000 + lane * 100)
  const exported = exportScenario(prepared, {
    addresses: loopbackAddresses(1 + lane),
    firstPort,
    adminPort,
    logs: folder,
  })
  if ('problem' in exported) throw new Error(exported.problem)
  const pods = new Map(setting.pods.map(pod => [`${pod.namespace}/${pod.name}`, pod]))
  const proxyPod = pods.get(exported.proxy)
  const workers = models.of(`${proxyPod.namespace}/${proxyPod.workload}`).behaviour.proxyConcurrency
  const servers = await startServers(exported.endpoints, {
    podOf: id => pods.get(id),
    modelOf: models.of,
    // Servers draw for themselves: nothing but the distributions is shared with the simulation.
    seed: scenario.seed + 1_000_003,
    absent: new Set(absent),
    silent: new Set(silent),
    tcp: sent[0]?.connectionNs !== undefined,
  })
  let proxy
  try {
    proxy = await startEnvoy(envoy, exported.bootstrap, { folder, adminPort, workers })
    const port = new Map(exported.ways.map(way => [`${way.target.host}:${way.target.port}`, way.port]))
    const { results, startedAtMs } = await sendAll(sent, ({ host, port: dialled }) => port.get(`${host}:${dialled}`))
    await new Promise(resolve => setTimeout(resolve, AFTER_MS))
    const counters = await proxy.counters()
    await proxy.stop()
    const podAt = new Map(
      exported.endpoints.map(each => [`${each.address}:${each.port}`, pods.get(each.pod)?.name ?? '']),
    )
    return {
      requests:
        sent[0]?.connectionNs === undefined
          ? requestsOf(results, proxy.requests(), podAt)
          : connectionsOf(results, proxy.connections(), podAt),
      arrivals: servers.arrivals,
      ejections: proxy.ejections().flatMap(event => ejectionOf(event, podAt, startedAtMs)),
      counters,
    }
  } finally {
    await proxy?.stop()
    await servers.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the client got, and what the access log says of it. */
function requestsOf(results, log, podAt) {
  const lines = new Map(log.map(line => [Number(line.id), line]))
  return results.map(({ status, latencyNs }, number) => {
    const line = lines.get(number)
    if (line === undefined) throw new Error(`request ${number} is not in Envoy's access log`)
    return {
      status,
      flags: line.flags === '-' || line.flags === null ? '-' : flagsInOrder(line.flags),
      attempts: Number(line.attempts ?? 0),
      pod: line.details === 'via_upstream' ? (podAt.get(line.host) ?? '') : '',
      latencyNs,
    }
  })
}

/** The same of connections, which the client's port tells apart: a port that is used again comes up in the same order. */
function connectionsOf(results, log, podAt) {
  const lines = new Map()
  for (const line of log.toSorted((a, b) => a.start - b.start)) {
    const port = Number(line.from.split(':').at(-1))
    lines.set(port, [...(lines.get(port) ?? []), line])
  }
  return results.map(({ from, status, latencyNs }, number) => {
    const line = lines.get(from)?.shift()
    if (line === undefined) throw new Error(`connection ${number} is not in Envoy's access log`)
    return {
      status,
      flags: line.flags === '-' || line.flags === null ? '-' : flagsInOrder(line.flags),
      attempts: Number(line.attempts ?? 0),
      pod: podAt.get(line.host) ?? '',
      latencyNs,
    }
  })
}

function ejectionOf({ timestamp, action, upstream_url, num_ejections, enforced }, podAt, startedAtMs) {
  if (action === 'EJECT' && enforced === false) return []
  const host = upstream_url.replace(/^tcp:\/\//, '')
  const atNs = Math.round((Date.parse(timestamp) - startedAtMs) * 1e6)
  return [{ action: action.toLowerCase(), pod: podAt.get(host) ?? '', ejections: num_ejections, atNs }]
}

/** Ports below those that the system gives out by itself, so that no client socket takes one in between. */
async function freePorts(count, from) {
  const ports = []
  for (let port = from; ports.length < count; port++) if (await isFree(port)) ports.push(port)
  return ports
}

function isFree(port) {
  return new Promise(resolve => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
