import type { Mesh } from '../../config/mesh.ts'
import type { HopExplanation, Step } from '../../dataplane/explanation.ts'
import type { Origin } from '../../dataplane/origin.ts'
import type { ForwardAction } from '../../dataplane/route.ts'
import { MILLISECOND } from '../../kernel/time.ts'
import { decide, type Verdict } from '../../proxy/route/decide.ts'
import { explainRequest } from '../explain/explain-request.ts'
import { viewOf } from '../explain/view.ts'
import { ruleName, writtenRule } from '../explain/written-rule.ts'
import { type BoundCallers, boundCallers } from '../foreign-tests/bound-caller.ts'
import { type AssumedMesh, boundMesh } from '../foreign-tests/bound-mesh.ts'
import { type Call, callerOf, requestOf } from './call.ts'

/** Where a request goes, exactly: nothing is drawn. */
export interface RouteResult {
  /** Configured, in order; empty where the proxy answers by itself. Weights are percent of their total. */
  readonly destinations: readonly RouteDestination[]
  /** The rule that took the request and where it stands; absent where none did. */
  readonly rule?: Origin
  /** `VirtualService/default/reviews#0`, or what the control plane made by itself. */
  readonly ruleName?: string
  /** Of an answer that a proxy makes by itself; absent where a server answers. */
  readonly status?: number
  /** Location of a redirect. */
  readonly redirect?: string
  /** Milliseconds; absent = none. */
  readonly timeout?: number
  readonly retries?: { readonly attempts: number; readonly on: readonly string[] }
  /** The way through each proxy, one line for each step. */
  explain(): string
}

export interface RouteDestination {
  /** `reviews.default.svc.cluster.local`. */
  readonly host: string
  readonly subset?: string
  readonly port: number
  readonly weight: number
  /** Pods that can be chosen. */
  readonly endpoints: number
}

interface Compiled {
  readonly mesh: AssumedMesh
  readonly bound: BoundCallers
}

const compiled = new WeakMap<Mesh, Compiled>()

/**
 * What the mesh does with one request, without a simulation. The mesh is compiled once.
 * @throws Error when the call names a workload or gateway that is not there
 */
export function route(files: Mesh, call: Call): RouteResult {
  let known = compiled.get(files)
  if (!known) {
    const mesh = boundMesh(files)
    known = { mesh, bound: boundCallers(mesh) }
    compiled.set(files, known)
  }
  const { mesh, bound } = known
  const { proxy, target } = callerOf(mesh, bound, call)
  const routingCall = { target, request: requestOf(call), gateway: proxy.kind === 'gateway' }
  const tables = mesh.dataPlane.tablesFor(proxy)
  const { verdict } = decide(tables, routingCall)
  // Tokens are not verified here: a policy that asks for one finds none.
  const view = viewOf(mesh, { failureOf: () => undefined }, 0)
  const hops = explainRequest(view, { proxy, call: routingCall })
  const status = ownStatus(hops)
  const { location } = hops[0].got
  const action = verdict.kind === 'route' && verdict.route.action.kind === 'forward' ? verdict.route.action : undefined
  const endpointsOf = (cluster: string) =>
    tables.loadAssignment(cluster)?.localities.flatMap(({ endpoints }) => endpoints).length ?? 0
  return {
    destinations: destinationsOf(verdict, endpointsOf),
    ...ruleOf(mesh.mesh, verdict),
    ...(status === undefined ? {} : { status }),
    ...(typeof location === 'string' ? { redirect: location } : {}),
    ...policiesOf(action),
    explain: () => hops.map(hopText).join('\n'),
  }
}

/**
 * The status of the first proxy that answers by itself in every case: the caller's, or that of a server. Of what a gRPC client
 * is told, the HTTP status that others get.
 */
export function ownStatus(hops: readonly HopExplanation[]): number | undefined {
  for (const { endings, got } of hops) {
    const isOwn = endings.length > 0 && endings.every(({ isFailure }) => isFailure)
    const isDirect = typeof got.status === 'number' && !('upstream' in got)
    if ((isOwn || isDirect) && typeof got.status === 'number') return endings[0]?.httpStatus ?? got.status
  }
  return undefined
}

/** Clusters of a verdict with their shares. */
export function destinationsOf(
  verdict: Verdict,
  endpointsOf: (cluster: string) => number,
): readonly RouteDestination[] {
  const clusters =
    verdict.kind === 'tcp'
      ? verdict.filter.clusters
      : verdict.kind === 'route' && verdict.route.action.kind === 'forward'
        ? verdict.route.action.clusters
        : []
  const total = clusters.reduce((sum, { weight }) => sum + weight, 0)
  return clusters.map(({ cluster, weight }) => {
    const [, port, subset, host] = /^outbound\|(\d+)\|([^|]*)\|(.*)$/.exec(cluster) ?? [cluster, '0', '', cluster]
    return {
      host,
      ...(subset === '' ? {} : { subset }),
      port: Number(port),
      weight: total > 0 ? (weight * 100) / total : 0,
      endpoints: endpointsOf(cluster),
    }
  })
}

function ruleOf(mesh: Mesh, verdict: Verdict): Pick<RouteResult, 'rule' | 'ruleName'> {
  if (verdict.kind !== 'route') return {}
  const { origin } = verdict.route
  const written = writtenRule(mesh, origin)
  return { rule: origin, ruleName: written ? ruleName(written) : origin.resource }
}

function policiesOf(action: ForwardAction | undefined): Pick<RouteResult, 'timeout' | 'retries'> {
  const { timeoutNs = 0, retry } = action ?? {}
  return {
    ...(timeoutNs > 0 ? { timeout: timeoutNs / MILLISECOND } : {}),
    ...(retry ? { retries: { attempts: retry.attempts, on: retry.on.split(',') } } : {}),
  }
}

function hopText({ at, trail, endings }: HopExplanation): string {
  return [
    at,
    ...trail.flatMap(step => stepLines(step, '  ')),
    ...endings.map(({ text }) => `  ends with ${text}`),
  ].join('\n')
}

function stepLines({ title, text, origin, inner }: Step, indent: string): readonly string[] {
  const { file = '', line = 0 } = origin?.place ?? {}
  const where = line > 0 ? `  (${file}:${line})` : ''
  return [`${indent}${title}: ${text}${where}`, ...inner.flatMap(step => stepLines(step, `${indent}  `))]
}
