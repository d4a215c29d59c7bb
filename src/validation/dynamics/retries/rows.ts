import { fault } from '../../../kernel/assert.ts'
import { MILLISECOND, SECOND } from '../../../kernel/time.ts'
import { backOffIntervalMs } from '../../../proxy/retry/backoff.ts'
import { compileRetryPolicy } from '../../../proxy/retry/policy.ts'
import {
  entriesOf,
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  oneOf,
  onlyFields,
  phrase,
  textOf,
  unreadable,
} from '../../e2e/json-field.ts'
import { type BackEnd, backEnd } from './back-end.ts'
import { statsFacts } from './counters.ts'
import { exact, type Fact, sameSet, within } from './fact.ts'
import { type ClusterPlan, type Exchange, type HostPlan, type Offer, type RoutePlan, ScriptedProxy } from './proxy.ts'
import { clusterChanges, clusterOf, faultPolicy, retryPolicy, routeAction } from './route-settings.ts'

const SHARED = 'c'
/** Between the answer of one row and the request of the next. */
const PAUSE_NS = 5 * MILLISECOND
const RUN_NS = 3600 * SECOND

interface PlayedRow {
  readonly label: string
  readonly at: JsonField
  readonly backEnd: BackEnd
  readonly route: RoutePlan
  readonly clusterChanges: JsonField | undefined
  /** Sent before the recorded request, which follows this long after its answer. */
  readonly warmUpGapNs: number | undefined
  exchange: Exchange | undefined
}

/** A table of requests, one after another through one proxy: how each went, and what the cluster counted in all. */
export function rowFacts(at: JsonField): Fact[] {
  const config = field(at, 'config')
  onlyFields(config, [
    'concurrency',
    'hosts',
    'protocol',
    'use_remote_address',
    'internal_address_config',
    'include_request_attempt_count',
    'include_attempt_count_in_response',
  ])
  oneOf(field(field(at, 'script'), 'offered'), ['one request per row, one after another'])
  if (numberOf(field(config, 'hosts')) !== 1) unreadable(field(config, 'hosts'), 'one host')
  const observed = field(at, 'observed')
  const rows = itemsOf(field(observed, 'rows')).map((row, index) => prepare(config, row, index))
  const clients = clientsOf(config)
  const proxy = new ScriptedProxy({
    seed: 1,
    clusters: [{ cluster: clusterOf({ name: SHARED }), hosts: [hostOf(SHARED, rows)] }, ...rows.flatMap(ownCluster)],
    routes: rows.map(({ route }) => route),
    ...(clients && { clients }),
  })
  playAll(proxy, rows)
  const tolerances = field(at, 'tolerance')
  const toleranceMs = numberOf(field(tolerances, 'ms'))
  const serviceMs = serviceTolerance(field(tolerances, 'random'), toleranceMs)
  const facts = rows.flatMap(row => factsOfRow(row, toleranceMs, serviceMs))
  const counters = field(observed, 'counters')
  return isPresent(counters) ? [...facts, ...statsFacts(counters, proxy.bed.upstream(SHARED))] : facts
}

function clientsOf(config: JsonField): 'internal' | 'external' | undefined {
  const internal = field(config, 'internal_address_config')
  if (!isPresent(internal)) return undefined
  if (field(config, 'use_remote_address').value !== true) unreadable(internal, 'use_remote_address: true')
  return /^unset/.test(textOf(internal)) ? 'external' : 'internal'
}

/** `x-envoy-upstream-service-time +-5 ms`, where a sentence says so. */
function serviceTolerance(at: JsonField, otherwise: number): number {
  if (!isPresent(at)) return otherwise
  return Number(phrase(at, /x-envoy-upstream-service-time \+-(\d+) ms/)[1])
}

const ROW_FIELDS = [
  'label',
  'route',
  'config',
  'request_headers',
  'backend',
  'offered',
  'status',
  'duration_ms',
  'first_byte_ms',
  'attempts_arrived_ms',
  'backend_saw_abort_ms',
  'headers_seen_by_backend',
  'response_headers',
  'client_saw',
  'body',
  'flags',
  'details',
  'attempts',
]

function prepare(config: JsonField, row: JsonField, index: number): PlayedRow {
  onlyFields(row, ROW_FIELDS)
  const own = field(row, 'config')
  if (isPresent(own)) onlyFields(own, ['cluster', 'fault'])
  const changes = isPresent(own) ? field(own, 'cluster') : own
  const injected = isPresent(own) ? field(own, 'fault') : own
  const label = textOf(field(row, 'label'))
  const again = /next request (\d+) ms later/.exec(label)
  return {
    label,
    at: row,
    backEnd: backEnd(field(row, 'backend')),
    route: {
      domain: `row-${index}`,
      action: routeAction(field(row, 'route'), isPresent(changes) ? `c-${index}` : SHARED),
      ...(isPresent(injected) && { fault: faultPolicy(injected) }),
      tellsAttempts: field(config, 'include_request_attempt_count').value === true,
      tellsClientAttempts: field(config, 'include_attempt_count_in_response').value === true,
    },
    clusterChanges: isPresent(changes) ? changes : undefined,
    warmUpGapNs: again === null ? undefined : Number(again[1]) * MILLISECOND,
    exchange: undefined,
  }
}

/** A row that changes the cluster has one of its own, with counters of its own. */
function ownCluster(row: PlayedRow): ClusterPlan[] {
  if (row.clusterChanges === undefined) return []
  const name = row.route.action.clusters[0].cluster
  return [{ cluster: clusterOf({ name, ...clusterChanges(row.clusterChanges) }), hosts: [hostOf(name, [row])] }]
}

/** The one server: it knows by the route which row asks. */
function hostOf(name: string, rows: readonly PlayedRow[]): HostPlan {
  const byDomain = new Map(rows.map(row => [row.route.domain, row.backEnd]))
  return {
    address: `${name}-host`,
    weight: 1,
    answer: ({ attempt, offer }) => (byDomain.get(offer.domain) ?? fault('a request of some row')).answer(attempt),
  }
}

function playAll(proxy: ScriptedProxy, rows: readonly PlayedRow[]): void {
  const next = (index: number): void => {
    const row = rows[index]
    if (row === undefined) return
    const offer = offerOf(row)
    const play = (inNs: number) =>
      proxy.send(inNs, offer, exchange => {
        row.exchange = exchange
        next(index + 1)
      })
    const { warmUpGapNs } = row
    if (warmUpGapNs === undefined) play(PAUSE_NS)
    else proxy.send(PAUSE_NS, offer, () => play(warmUpGapNs))
  }
  next(0)
  proxy.run(RUN_NS)
}

function offerOf({ at, route: { domain } }: PlayedRow): Offer {
  const given = field(at, 'request_headers')
  const headers = isPresent(given)
    ? Object.fromEntries(entriesOf(given).map(([name, each]) => [name, textOf(each)]))
    : {}
  const plain = { domain, headers, uploadNs: 0, leavesAfterNs: 0 }
  const offered = field(at, 'offered')
  if (!isPresent(offered)) return plain
  const upload = /^POST whose body ends (\d+) ms after the headers$/.exec(textOf(offered))
  if (upload !== null) return { ...plain, uploadNs: Number(upload[1]) * MILLISECOND }
  const leaves = phrase(offered, /^the client closes its connection after (\d+) ms$/)
  return { ...plain, leavesAfterNs: Number(leaves[1]) * MILLISECOND }
}

function factsOfRow(row: PlayedRow, toleranceMs: number, serviceMs: number): Fact[] {
  const { at, label } = row
  const exchange = row.exchange ?? fault(`nothing ended row ${label}`)
  const randomMs = drawnMs(at, exchange)
  const bandMs = toleranceMs + randomMs
  const isCut = exchange.broken || exchange.status === 0
  const compare: Readonly<Record<string, (cell: JsonField, name: string) => Fact[]>> = {
    status: (cell, name) => [exact(name, cell.value, exchange.status === 0 ? null : exchange.status)],
    duration_ms: (cell, name) => [within(name, numberOf(cell), exchange.durationNs / MILLISECOND, bandMs)],
    first_byte_ms: (cell, name) => [optionalMs(name, cell, exchange.firstByteNs, bandMs)],
    attempts_arrived_ms: (cell, name) =>
      instants(
        name,
        cell,
        exchange.arrivals.map(({ atNs }) => atNs),
        bandMs,
      ),
    backend_saw_abort_ms: (cell, name) =>
      instants(
        name,
        cell,
        exchange.arrivals.map(({ abandonedNs }) => abandonedNs),
        bandMs,
      ),
    body: (cell, name) => [exact(name, cell.value, isCut ? '' : bodyOf(row, exchange))],
    flags: (cell, name) => [sameSet(name, textOf(cell), exchange.flags)],
    details: (cell, name) => [exact(name, cell.value, exchange.details)],
    attempts: (cell, name) => [exact(name, cell.value, exchange.attempts)],
    client_saw: (cell, name) => [exact(name, cell.value, isCut ? 'ECONNRESET' : undefined)],
    headers_seen_by_backend: (cell, name) => headersSeen(name, cell, exchange, bandMs),
    response_headers: (cell, name) => responseHeaders(name, cell, exchange, serviceMs + randomMs),
  }
  return entriesOf(at).flatMap(([name, cell]) => compare[name]?.(cell, `${label}: ${name}`) ?? [])
}

/** How much back-off may have been drawn in all: no more than all intervals up to the last attempt. */
function drawnMs({ value, path }: JsonField, { attempts, serviceNs }: Exchange): number {
  const route = field({ path, value }, 'route')
  const written = field(route, 'retry_policy')
  if (isPresent(written) && isPresent(field(written, 'retry_back_off'))) return 0
  const policy = compileRetryPolicy(retryPolicy(isPresent(written) ? written : { path, value: {} }))
  let ms = 0
  for (let retry = 1; retry < attempts; retry++) ms += backOffIntervalMs(policy, retry)
  return serviceNs === undefined && attempts < 2 ? 0 : ms
}

function optionalMs(name: string, cell: JsonField, ns: number | undefined, toleranceMs: number): Fact {
  if (!isPresent(cell) || ns === undefined) return exact(name, cell.value, ns === undefined ? null : ns / MILLISECOND)
  return within(name, numberOf(cell), ns / MILLISECOND, toleranceMs)
}

/** A list of instants, null where there is none; a list without any is not written down. */
function instants(name: string, cell: JsonField, ns: readonly (number | undefined)[], toleranceMs: number): Fact[] {
  const recorded = itemsOf(cell)
  if (recorded.length !== ns.length) return [exact(`${name} (number)`, recorded.length, ns.length)]
  if (recorded.length === 0) return [exact(name, [], [])]
  return recorded.map((each, index) => optionalMs(`${name}[${index}]`, each, ns[index], toleranceMs))
}

function bodyOf({ backEnd: { body } }: PlayedRow, { localBody, status }: Exchange): string {
  // A 204 has no body.
  return status === 204 ? '' : (localBody ?? body)
}

const REMAINING = 'x-envoy-expected-rq-timeout-ms'
const SERVICE_TIME = 'x-envoy-upstream-service-time'

function headersSeen(name: string, cell: JsonField, exchange: Exchange, toleranceMs: number): Fact[] {
  const recorded = itemsOf(cell)
  if (recorded.length !== exchange.arrivals.length)
    return [exact(`${name} (number)`, recorded.length, exchange.arrivals.length)]
  return recorded.flatMap((each, index) => {
    const seen = [...exchange.arrivals[index].headers].map(([header, lines]) => [header, lines.join(',')] as const)
    return headerFacts(`${name}[${index}]`, each, new Map(seen), REMAINING, toleranceMs)
  })
}

function responseHeaders(name: string, cell: JsonField, exchange: Exchange, toleranceMs: number): Fact[] {
  const { serviceNs, tellsClientAttempts, attempts } = exchange
  const sent = new Map<string, string>()
  if (serviceNs !== undefined) sent.set(SERVICE_TIME, String(Math.floor(serviceNs / MILLISECOND)))
  if (tellsClientAttempts) sent.set('x-envoy-attempt-count', String(attempts))
  return headerFacts(name, cell, sent, SERVICE_TIME, toleranceMs)
}

/** Every header equal, the one that holds a time within its band; one that only one side has is a difference. */
function headerFacts(
  name: string,
  cell: JsonField,
  simulated: ReadonlyMap<string, string>,
  timed: string,
  toleranceMs: number,
): Fact[] {
  const recorded = new Map(entriesOf(cell).map(([header, value]) => [header, textOf(value)]))
  const names = [...new Set([...recorded.keys(), ...simulated.keys()])].sort()
  return names.map(header => {
    const [left, right] = [recorded.get(header), simulated.get(header)]
    if (header === timed && left !== undefined && right !== undefined)
      return within(`${name}.${header}`, Number(left), Number(right), toleranceMs)
    return exact(`${name}.${header}`, left, right)
  })
}
