import type { ProxyTables } from '../../dataplane/data-plane.ts'
import { type Headers, NO_HEADERS, type Request } from '../../dataplane/request.ts'
import { mutateHeaders } from '../../proxy/route/mutate-headers.ts'
import { changeRequest, NO_SUBSTITUTE, type Outcome } from '../golden/forward.ts'
import { type Prediction, predict } from '../golden/predict.ts'
import { type Entrance, targetOf } from './entrance.ts'
import type { OpenTest } from './open-test.ts'
import type { SuiteCase } from './suite.ts'

/** One way in which a request of the suite can end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly location?: string
  /** Pods that can have answered, as `namespace/name`; empty = no back-end did. */
  readonly pods: readonly string[]
  /** Pods that can have got a copy. */
  readonly mirrored: readonly string[]
  /** The request as the back-end saw it. */
  readonly seen?: Request
}

const STYLE = { nameOf: ({ pod }: { readonly pod: string }) => pod, showsMtls: false } as const

/** Every way a case's request can end when it comes in here. */
export function answersTo(test: OpenTest, entrance: Entrance, wanted: SuiteCase): readonly Answer[] {
  const tables = test.dataPlane.tablesFor(entrance.proxy)
  const request = requestOf(wanted, entrance)
  const call = { target: targetOf(entrance, wanted.Request), request, gateway: entrance.proxy.kind === 'gateway' }
  const prediction = predict(tables, call, STYLE)
  return prediction.outcomes.map(outcome => answerOf(outcome, prediction, wanted, tables))
}

function requestOf({ Request: { Host, Method, Path, Headers } }: SuiteCase, { scheme, host }: Entrance): Request {
  const headers = new Map(Object.entries(Headers ?? {}).map(([name, value]) => [name.toLowerCase(), [value]]))
  const path = Path ?? '/'
  for (const [name, value] of echoOrders(path)) headers.set(name, [value])
  return { method: Method ?? 'GET', scheme, authority: Host ?? host, path, headers }
}

/** What the suite's echo server is told by the URL, as the orders of our own (routing/golden/echo). */
function echoOrders(path: string): readonly (readonly [string, string])[] {
  const query = new URLSearchParams(path.split('?')[1] ?? '')
  const delay = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(query.get('delay') ?? '')
  const fails = query.get('succeedAfter')
  const status = query.get('responseCode')
  return [
    ...(delay ? [[ORDERS.delay, String(Number(delay[1]) * (delay[2] === 's' ? 1000 : 1))] as const] : []),
    ...(fails !== null && status !== null ? [[ORDERS.status, status] as const, [ORDERS.times, fails] as const] : []),
    ...(fails !== null && status === null ? [[ORDERS.reset, '1'] as const] : []),
  ]
}

const ORDERS = {
  delay: 'x-echo-delay-ms',
  status: 'x-echo-status',
  times: 'x-echo-status-times',
  reset: 'x-echo-reset',
} as const

function answerOf({ facts, hosts }: Outcome, { decision }: Prediction, wanted: SuiteCase, tables: ProxyTables): Answer {
  const { verdict, request } = decision
  const status = Number(facts.status ?? 0)
  const location = typeof facts.location === 'string' ? facts.location : undefined
  const answer = { status, location, headers: linesOf(facts.responseHeadersAdded), pods: [], mirrored: [] }
  const isAnswered = facts.details === 'via_upstream' && verdict.kind === 'route'
  const action = isAnswered && verdict.route.action.kind === 'forward' ? verdict.route.action : undefined
  const entry = action?.clusters.find(({ cluster }) => cluster === facts.cluster)
  if (!isAnswered || !action || !entry) return answer
  const fromBackend = linesOf(wanted.BackendSetResponseHeaders)
  const ofEntry = mutateHeaders(fromBackend, entry.responseHeaders, NO_SUBSTITUTE)
  return {
    ...answer,
    headers: new Map([...answer.headers, ...mutateHeaders(ofEntry, verdict.route.responseHeaders, NO_SUBSTITUTE)]),
    pods: (hosts ?? []).map(({ endpoint }) => endpoint.pod),
    mirrored: action.mirrors.flatMap(({ cluster, percent }) => (percent > 0 ? podsOf(tables, cluster) : [])),
    seen: changeRequest(verdict.route, action, entry, request),
  }
}

function podsOf(tables: ProxyTables, cluster: string): readonly string[] {
  const localities = tables.loadAssignment(cluster)?.localities ?? []
  return localities.flatMap(({ endpoints }) => endpoints.map(({ pod }) => pod))
}

function linesOf(value: unknown): Headers {
  if (typeof value !== 'object' || value === null) return NO_HEADERS
  return new Map(
    Object.entries(value).map(([name, lines]) => [
      name.toLowerCase(),
      Array.isArray(lines) ? lines.map(String) : [String(lines)],
    ]),
  )
}
