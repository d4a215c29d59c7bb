// The real side of a case: one Envoy and servers as processes of this machine, and what was seen of them.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { loopbackAddresses } from '../../../dist/export/envoy/addresses.js'
import { exportScenario } from '../../../dist/export/envoy/export-scenario.js'
import { isGrpc } from '../../../dist/proxy/route/grpc.js'
import { flagsInOrder } from '../../../dist/validation/live/observation.js'
import { sendAll } from './client.mjs'
import { startEnvoy } from './envoy-process.mjs'
import { freePorts } from './free-ports.mjs'
import { startServers } from './servers.mjs'

/** News of an ejection at the end, answers of mirrored copies: what may come after the last answer. */
const AFTER_MS = 200

/**
 * The scenario's proxy and pods as processes and servers of this machine.
 * @returns what was seen of them, and for how long client and servers stood still at most, in ns
 */
export async function runForReal(envoy, prepared, sent, { lane, silent, absent, http2, cookies }) {
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
  const grpc = sent.length > 0 && sent.every(({ request }) => isGrpc(request.headers))
  const servers = await startServers(exported.endpoints, {
    podOf: id => pods.get(id),
    modelOf: models.of,
    // Servers draw for themselves: nothing but the distributions is shared with the simulation.
    seed: scenario.seed + 1_000_003,
    absent: new Set(absent),
    silent: new Set(silent),
    tcp: sent[0]?.connectionNs !== undefined,
    http2,
    grpc,
  })
  let proxy
  try {
    proxy = await startEnvoy(envoy, exported.bootstrap, { folder, adminPort, workers })
    const port = new Map(exported.ways.map(way => [`${way.target.host}:${way.target.port}`, way.port]))
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    const { results, startedAtMs } = await sendAll(sent, {
      portOf: ({ host, port: dialled }) => port.get(`${host}:${dialled}`),
      grpc,
      cookies,
    })
    delay.disable()
    await new Promise(resolve => setTimeout(resolve, AFTER_MS))
    const counters = await proxy.counters()
    await proxy.stop()
    const podAt = new Map(
      exported.endpoints.map(each => [`${each.address}:${each.port}`, pods.get(each.pod)?.name ?? '']),
    )
    return {
      requests:
        sent[0]?.connectionNs === undefined
          ? requestsOf(results, sent, proxy.requests(), podAt)
          : connectionsOf(results, sent, proxy.connections(), podAt),
      arrivals: servers.arrivals,
      ejections: proxy.ejections().flatMap(event => ejectionOf(event, podAt, startedAtMs)),
      counters,
      stalledNs: delay.max,
    }
  } finally {
    await proxy?.stop()
    await servers.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What the client got, and what the access log says of it. */
function requestsOf(results, sent, log, podAt) {
  const lines = new Map(log.map(line => [Number(line.id), line]))
  return results.map(({ status, grpcStatus, latencyNs }, number) => {
    const line = lines.get(number)
    if (line === undefined) throw new Error(`request ${number} is not in Envoy's access log`)
    return {
      status,
      grpcStatus,
      flags: line.flags === '-' || line.flags === null ? '-' : flagsInOrder(line.flags),
      attempts: Number(line.attempts ?? 0),
      pod: line.details === 'via_upstream' ? (podAt.get(line.host) ?? '') : '',
      latencyNs,
      user: sent[number].user,
    }
  })
}

/** The same of connections, which address and port of the client tell apart: those that are used again come in the same order. */
function connectionsOf(results, sent, log, podAt) {
  const lines = new Map()
  for (const line of log.toSorted((a, b) => a.start - b.start)) {
    lines.set(line.from, [...(lines.get(line.from) ?? []), line])
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
      user: sent[number].user,
    }
  })
}

function ejectionOf({ timestamp, action, upstream_url, num_ejections, enforced }, podAt, startedAtMs) {
  if (action === 'EJECT' && enforced === false) return []
  const host = upstream_url.replace(/^tcp:\/\//, '')
  const atNs = Math.round((Date.parse(timestamp) - startedAtMs) * 1e6)
  return [{ action: action.toLowerCase(), pod: podAt.get(host) ?? '', ejections: num_ejections, atNs }]
}
