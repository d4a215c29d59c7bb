// The routes of one proxy of a mesh: a real Envoy and meshsim, asked the same.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { steer } from '../../../dist/proxy/retry/steering.js'
import { wantedTimeoutNs } from '../../../dist/proxy/retry/told-timeout.js'
import { loggedRoute } from '../../../dist/proxy/route/logged-route.js'
import { compareCall } from '../../../dist/routing/golden/compare.js'
import { predict } from '../../../dist/routing/golden/predict.js'
import { startEnvoy } from '../live/envoy-process.mjs'
import { asRead, gotOf, sendAll } from './answers.mjs'
import { startBackend } from './backend.mjs'
import { liveProxy } from './proxy.mjs'
import { randomRequest } from './requests.mjs'

/** Copies may come after the answer. */
const AFTER_MS = 100
const STYLE = { nameOf: ({ address }) => address, showsMtls: false }

/**
 * @param proxy one of `proxiesOf`
 * @param ports free ones: `adminPort`, and those of the listeners from `firstPort` on
 * @returns how many requests were compared, those that differ, and by reason what was left out
 */
export async function checkProxy(envoy, proxy, { random, requests: count, adminPort, firstPort }) {
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-routes-'))
  const backend = await startBackend()
  let process
  try {
    const live = liveProxy(proxy, { firstPort, adminPort, backendPort: backend.port, logs: folder })
    process = await startEnvoy(envoy, live.bootstrap, { folder, adminPort, workers: 1 })
    const asked = Array.from({ length: count }, () => {
      const way = live.ways[Math.floor(random() * live.ways.length)]
      return { ...randomRequest(tableOf(live.reachable, way.target), random), port: way.port, target: way.target }
    })
    const answers = await sendAll(asked)
    await new Promise(resolve => setTimeout(resolve, AFTER_MS))
    await process.stop()
    const lines = new Map(process.requests().map(line => [Number(line.id ?? -1), line]))
    const left = [...proxy.left, ...live.leftOut.filter(isAboutRoutes)]
    const differing = []
    for (const [number, request] of asked.entries()) {
      const line = lines.get(number)
      const arrivals = backend.arrivals.get(String(number)) ?? []
      const got = gotOf(request, answers[number], line, arrivals, live.clusterAt)
      const differences = compare(request, got, live.reachable, proxy, arrivals)
      if (differences.length > 0) differing.push({ request, got, differences })
    }
    return { compared: asked.length, differing, left }
  } finally {
    await process?.stop()
    await backend.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

function tableOf(tables, target) {
  return tables.routeConfig(tables.connect(target).filterChain.filter.routeConfig)
}

/** Who may call and how endpoints are reached is asked elsewhere. */
function isAboutRoutes(what) {
  return what.includes('route')
}

function compare(sent, got, tables, { identity, server }, arrivals) {
  const { target, method, authority, path, headers } = sent
  const request = { method, scheme: 'http', authority, path, headers: asRead(headers) }
  const call = { target, request, gateway: identity.kind === 'gateway', pathNormalisation: server.pathNormalisation }
  const prediction = predict(tables, call, STYLE)
  const { decision, outcomes } = prediction
  if (got.details === undefined) return statusDifferences(got.status, outcomes)
  const policy = prediction.exact.mirrorPolicy
  const mirrors = policy ? { mirrorPolicy: policy } : {}
  const exact = { ...(got.route !== undefined && { route: routeOf(decision, tables, call) }), ...mirrors }
  return [
    ...compareCall({ got: { ...got, ...mirrors } }, { exact, outcomes, decision }, STYLE),
    ...timeoutDifferences(decision, arrivals[0]),
  ]
}

/** What the codec refuses has no number yet and is in no log: its status is all that is seen. */
function statusDifferences(status, outcomes) {
  if (outcomes.some(({ facts }) => facts.status === status)) return []
  return [
    { field: 'status', recorded: String(status), meshsim: outcomes.map(({ facts }) => facts.status).join(' or ') },
  ]
}

/** As `adaptedBootstrap` names routes: claims are in no bootstrap, so routes that ask for them are not counted. */
function routeOf({ table, virtualHost, verdict }, tables, call) {
  if (verdict.kind === 'route') return placeOf({ table, virtualHost, route: verdict.route })
  if (verdict.kind !== 'badRequest') return null
  const logged = loggedRoute(tables, call)
  return logged ? placeOf(logged) : null
}

function placeOf({ table, virtualHost, route }) {
  const exported = virtualHost.routes.filter(({ match }) => match.claims.length === 0)
  return `${table.virtualHosts.indexOf(virtualHost)}/${exported.indexOf(route)}`
}

/** What Envoy tells its server of the time that the first try has. */
function timeoutDifferences({ verdict, request }, arrival) {
  if (arrival === undefined || verdict.kind !== 'route' || verdict.route.action.kind !== 'forward') return []
  const expectedNs = wantedTimeoutNs(steer(verdict.route.action, request))
  const expected = expectedNs === 0 ? undefined : String(Math.trunc(expectedNs / 1e6))
  const told = arrival.headers.get('x-envoy-expected-rq-timeout-ms')?.[0]
  return told === expected
    ? []
    : [{ field: 'x-envoy-expected-rq-timeout-ms', recorded: String(told), meshsim: String(expected) }]
}
