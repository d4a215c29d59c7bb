import { gatewayWorkloads } from '../../src/compile/istio/pods/gateway-workloads.ts'
import { jwtProviders } from '../../src/compile/istio/request-authentication/jwt-filter.ts'
import { workloadId } from '../../src/dataplane/pod.ts'
import { blankScenario } from '../../src/engine/bed/blank-scenario.ts'
import { beginHop } from '../../src/engine/client.ts'
import { connectToProxy } from '../../src/engine/connections.ts'
import { WORLD } from '../../src/engine/event-kinds.ts'
import { flagsText } from '../../src/engine/flags.ts'
import { BY_SOURCE } from '../../src/engine/row.ts'
import { startRun } from '../../src/engine/run.ts'
import type { World } from '../../src/engine/world.ts'
import { plan } from '../../src/engine/world-change.ts'
import { SECOND } from '../../src/kernel/time.ts'
import type { JwtContext } from '../../src/proxy/authorize/jwt/authenticate.ts'
import { verifySignatures } from '../../src/proxy/authorize/jwt/signatures.ts'
import { routingCallOf } from '../../src/routing/golden/call.ts'
import { callerOf, type GoldenCase } from '../../src/routing/golden/open-case.ts'
import type { RecordedCall } from '../../src/routing/golden/recording.ts'

/** When the recordings were made, seconds since 1970. */
const RECORDED_AT_SECONDS = Date.UTC(2026, 7, 22) / 1000
const CLIENT_IP = '203.0.113.10'
const APART_NS = 10 * SECOND

/** How the calls of a recorded mesh end in a run, as the caller's proxy says it: `503 URX,UF`. */
export async function runEndings(golden: GoldenCase, calls: readonly RecordedCall[]): Promise<readonly string[]> {
  const { mesh, dataPlane } = golden
  const requests = calls.map(call => routingCallOf(call).request)
  const tokens: JwtContext = {
    signatures: await verifySignatures(jwtProviders(mesh), requests),
    nowSeconds: RECORDED_AT_SECONDS,
  }
  const durationNs = (calls.length + 1) * APART_NS
  const blank = blankScenario({ seed: 1, durationNs, oneWayNs: 1, workers: 1, callers: [], servers: [] })
  const gateways = new Set(gatewayWorkloads(mesh).map(workloadId))
  const setting = { ...blank.setting, mesh, pods: dataPlane.pods, gateways }
  const ended = calls.map(() => 'nothing')
  const run = startRun(
    { ...blank, setting },
    {
      recorder: { boundariesNs: [0, durationNs], warmupNs: 0, durationNs, bucketNs: durationNs },
      tokens,
      hops: {
        ended: (row, status) => {
          if (row.caller === BY_SOURCE) ended[row.requestNumber] = `${status} ${flagsText(row.flags)}`
        },
      },
    },
  )
  const { world } = run
  for (const [index, call] of calls.entries()) {
    plan(world, index * APART_NS, WORLD, { what: call.id, make: () => make(world, golden, call, index) })
  }
  run.advance(durationNs)
  return ended
}

function make(world: World, golden: GoldenCase, call: RecordedCall, index: number): void {
  const identity = callerOf(golden, call.from)
  const proxy = world.podByName.get(`${identity?.namespace}/${identity?.name}`)?.proxy
  if (!proxy) throw new Error(`no caller ${JSON.stringify(call.from)}`)
  const { target, request } = routingCallOf(call)
  const isGateway = call.from.gateway !== undefined
  world.sources[0] ??= {
    index: 0,
    name: 'recorded',
    nameHash: 0,
    entry: { kind: 'workload', pods: () => [], rng: proxy.routeRng },
    requests: { size: 0, draw: () => 0, request: () => request },
    shapes: [],
    port: 80,
    arrivals: null,
    users: null,
    firstUser: 0,
    timeoutNs: 0,
    tcp: null,
    jar: null,
    born: 0,
    answered: 0,
  }
  const row = world.rows.take(world.sources[0], world.queue.nowNs)
  row.caller = BY_SOURCE
  row.hop = 0
  row.requestNumber = index
  row.shape = world.shapes.intern(isGateway ? { ...request, sourceIp: call.from.ip ?? CLIENT_IP } : request, target)
  connectToProxy(row, proxy)
  beginHop(world, row)
}
