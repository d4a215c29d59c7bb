import { fault } from '../../../kernel/assert.ts'
import { MILLISECOND, SECOND } from '../../../kernel/time.ts'
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
} from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { compareLeaves } from '../leaves.ts'
import { type BackEnd, backEnd } from './back-end.ts'
import { countersOf } from './counters.ts'
import { type ClusterPlan, type Exchange, type HostPlan, type Offer, ScriptedProxy } from './proxy.ts'
import { clusterChanges, clusterOf, faultPolicy, routeAction } from './route-settings.ts'
import { rowBands, SERVICE_TIME } from './row-bands.ts'
import type { RoutePlan } from './tables.ts'

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
export const ROWS: CaseKind = {
  recognises: at => {
    const rows = field(field(at, 'observed'), 'rows')
    return (
      Array.isArray(rows.value) &&
      itemsOf(rows).every(row => !Array.isArray(row.value) && isPresent(field(row, 'backend')))
    )
  },
  factsOf: at => {
    const config = field(at, 'config')
    onlyFields(config, CONFIG_FIELDS)
    oneOf(field(field(at, 'script'), 'offered'), ['one request per row, one after another'])
    for (const name of ['hosts', 'concurrency'])
      if (numberOf(field(config, name)) !== 1) unreadable(field(config, name), 'one')
    const http2 = oneOf(field(config, 'protocol'), ['HTTP/1.1', 'HTTP/2']) === 'HTTP/2'
    const observed = field(at, 'observed')
    const rows = itemsOf(field(observed, 'rows')).map((row, index) => prepare(config, row, index))
    const clients = clientsOf(config)
    const proxy = new ScriptedProxy({
      seed: 1,
      clusters: [
        { cluster: clusterOf({ name: SHARED, http2 }), hosts: [hostOf(SHARED, rows)] },
        ...rows.flatMap(row => ownCluster(row, http2)),
      ],
      routes: rows.map(({ route }) => route),
      ...(clients && { clients }),
    })
    playAll(proxy, rows)
    const counters = field(observed, 'counters')
    const simulated = {
      rows: rows.map(simulatedRow),
      ...(isPresent(counters) && { counters: countersOf(counters, proxy.bed.upstream(SHARED)) }),
    }
    const bands = rowBands(
      rows.map(row => ({ at: row.at, exchange: exchangeOf(row) })),
      field(at, 'tolerance'),
    )
    return compareLeaves(observed, simulated, bands)
  },
}

const CONFIG_FIELDS = [
  'concurrency',
  'hosts',
  'protocol',
  'use_remote_address',
  'internal_address_config',
  'include_request_attempt_count',
  'include_attempt_count_in_response',
]

function clientsOf(config: JsonField): 'internal' | 'external' | undefined {
  const internal = field(config, 'internal_address_config')
  if (!isPresent(internal)) return undefined
  if (field(config, 'use_remote_address').value !== true) unreadable(internal, 'use_remote_address: true')
  return phrase(internal, /\(the client is (internal|external)\)$/)[1] === 'external' ? 'external' : 'internal'
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
function ownCluster(row: PlayedRow, http2: boolean): ClusterPlan[] {
  if (row.clusterChanges === undefined) return []
  const name = row.route.action.clusters[0].cluster
  return [{ cluster: clusterOf({ name, http2, ...clusterChanges(row.clusterChanges) }), hosts: [hostOf(name, [row])] }]
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

/** What the recording would hold of this row; a field that a recording leaves out is left out here. */
function simulatedRow(row: PlayedRow): Readonly<Record<string, unknown>> {
  const { at } = row
  const exchange = exchangeOf(row)
  const isCut = exchange.broken || exchange.status === 0
  const aborts = exchange.arrivals.map(({ abandonedNs }) => (abandonedNs === undefined ? null : ms(abandonedNs)))
  return {
    status: exchange.status === 0 ? null : exchange.status,
    duration_ms: ms(exchange.durationNs),
    first_byte_ms: exchange.firstByteNs === undefined ? null : ms(exchange.firstByteNs),
    attempts_arrived_ms: exchange.arrivals.map(({ atNs }) => ms(atNs)),
    ...(aborts.some(each => each !== null) && { backend_saw_abort_ms: aborts }),
    body: isCut ? '' : bodyOf(row, exchange),
    ...(isCut && { client_saw: 'ECONNRESET' }),
    flags: exchange.flags,
    details: exchange.details,
    attempts: exchange.attempts,
    // Only recordings about headers show them.
    ...(isPresent(field(at, 'headers_seen_by_backend')) && { headers_seen_by_backend: headersSeen(exchange) }),
    ...(isPresent(field(at, 'response_headers')) && { response_headers: responseHeaders(exchange) }),
  }
}

function exchangeOf({ exchange, label }: PlayedRow): Exchange {
  return exchange ?? fault(`nothing ended row ${label}`)
}

function bodyOf({ backEnd: { body } }: PlayedRow, { localBody, status }: Exchange): string {
  // A 204 has no body.
  return status === 204 ? '' : (localBody ?? body)
}

function headersSeen({ arrivals }: Exchange): readonly Readonly<Record<string, string>>[] {
  return arrivals.map(({ headers }) => Object.fromEntries([...headers].map(([name, lines]) => [name, lines.join(',')])))
}

function responseHeaders({ serviceNs, tellsClientAttempts, attempts }: Exchange): Readonly<Record<string, string>> {
  return {
    ...(serviceNs !== undefined && { [SERVICE_TIME]: String(Math.floor(ms(serviceNs))) }),
    ...(tellsClientAttempts && { 'x-envoy-attempt-count': String(attempts) }),
  }
}

function ms(ns: number): number {
  return ns / MILLISECOND
}
