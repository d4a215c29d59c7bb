import type { RetryPolicy } from '../../../dataplane/route.ts'
import type { Answer } from '../../../engine/responder.ts'
import { fault } from '../../../kernel/assert.ts'
import { MILLISECOND, SECOND } from '../../../kernel/time.ts'
import {
  entriesOf,
  field,
  fieldsOf,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  textOf,
  unreadable,
} from '../../json-field.ts'
import type { CaseKind } from '../case-kind.ts'
import { SAME_SET } from '../fact.ts'
import { compareLeaves } from '../leaves.ts'
import { failureOf, reply } from './back-end.ts'
import { type Exchange, ScriptedProxy } from './proxy.ts'
import { clusterOf, retryPolicy, routeAction } from './route-settings.ts'

/** Longer than any row takes. */
const ROW_NS = 30 * SECOND

/** Conditions against failures, one request per row: final status, flags, attempts, requests at the server, details. */
export const MATRIX: CaseKind = {
  recognises: at => {
    const observed = field(at, 'observed')
    return ['columns', 'rows'].every(name => isPresent(field(observed, name))) && isPresent(field(at, 'config'))
      ? itemsOf(field(observed, 'columns')).some(({ value }) => value === 'retry_on')
      : false
  },
  factsOf: at => {
    const servers = matrixServers(field(field(at, 'script'), 'backends'))
    const observed = field(at, 'observed')
    const columns = itemsOf(field(observed, 'columns')).map(textOf)
    const rows = itemsOf(field(observed, 'rows')).map(row => {
      const cells = new Map(itemsOf(row).map((cell, index) => [columns[index], cell]))
      const cell = (name: string): JsonField => cells.get(name) ?? unreadable(row, `a column ${name}`)
      const exchange = play(field(at, 'config'), cell('retry_on'), cell('failure'), servers)
      return columns.map(column => cellOf(column, cell(column), exchange))
    })
    const flags = columns.indexOf('flags')
    return compareLeaves(observed, { columns, rows }, path => (path[2] === flags ? SAME_SET : undefined))
  },
}

function cellOf(column: string, cell: JsonField, exchange: Exchange): unknown {
  switch (column) {
    // What the row asks.
    case 'retry_on':
    case 'failure':
      return cell.value
    case 'status':
      return exchange.status
    case 'flags':
      return exchange.flags
    case 'attempts':
      return exchange.attempts
    case 'requests_seen_by_backend':
      return exchange.arrivals.length
    case 'response_code_details':
      return exchange.details
  }
  return unreadable(cell, 'a known column')
}

interface MatrixServers {
  /** So many attempts fail as named; later ones are answered with the status. */
  readonly failing: number
  readonly status: number
}

function matrixServers(at: JsonField): MatrixServers {
  const text = textOf(at)
  if (text === 'every attempt fails as named') return { failing: Number.POSITIVE_INFINITY, status: 200 }
  const parts = /^the first (\d+) attempt\(?s?\)? fails? as named, later ones answer (\d{3})$/.exec(text)
  return parts === null
    ? unreadable(at, 'which attempts fail')
    : { failing: Number(parts[1]), status: Number(parts[2]) }
}

function play(config: JsonField, retryOn: JsonField, failureAt: JsonField, servers: MatrixServers): Exchange {
  const failure = failureOf(failureAt)
  const hosts = numberOf(field(config, 'hosts_per_cluster'))
  const { failing, status } = servers
  const answer = (attempt: number): Answer => (attempt <= failing ? failure.answer : reply(status, 0))
  const cluster = clusterOf({
    name: 'c',
    http2: failure.http2,
    ...(failure.kind === 'overflow' && { maxRequests: failure.limit }),
  })
  const settings = rowSettings(config, failure.kind)
  const timeout = { path: failureAt.path, value: { timeout: textOf(field(settings, 'timeout')) } }
  const proxy = new ScriptedProxy({
    seed: 1,
    clusters: [
      {
        cluster,
        hosts: Array.from({ length: failure.kind === 'no host' ? 0 : hosts }, (_, index) => ({
          address: `h${index}`,
          weight: 1,
          refuses: failure.kind === 'refused',
          answer: ({ attempt }) => answer(attempt),
        })),
      },
    ],
    routes: [
      {
        domain: 'c',
        action: { ...routeAction(timeout, 'c'), ...policyOf(config, retryOn, field(settings, 'per_try_timeout')) },
      },
    ],
  })
  let ended: Exchange | undefined
  proxy.send(MILLISECOND, { domain: 'c', headers: {}, uploadNs: 0, leavesAfterNs: 0 }, exchange => {
    ended = exchange
  })
  proxy.run(ROW_NS)
  return ended ?? fault('a row that nothing ends')
}

/** Timeouts of the row, by the kind of its failure. */
function rowSettings(config: JsonField, kind: string): JsonField {
  if (kind === 'timeout per try') return field(config, 'per-try timeout rows')
  return field(config, kind === 'timeout' ? 'global timeout rows' : 'other rows')
}

/** `(no policy)` has none, or, for a per-try timeout, one without conditions: the timeout needs a policy to stand in. */
function policyOf(config: JsonField, retryOn: JsonField, perTry: JsonField): { readonly retry?: RetryPolicy } {
  const named = textOf(retryOn)
  const timeout = isPresent(perTry) ? { per_try_timeout: textOf(perTry) } : {}
  if (named === '(no policy)' && !isPresent(perTry)) return {}
  const extras = entriesOf(field(config, 'per_retry_on')).find(([name]) => name === named)?.[1]
  const value =
    named === '(no policy)'
      ? { num_retries: 0, ...timeout }
      : {
          retry_on: named,
          num_retries: field(config, 'num_retries').value,
          retry_back_off: field(config, 'retry_back_off').value,
          ...timeout,
          ...(extras && fieldsOf(extras)),
        }
  return { retry: retryPolicy({ path: retryOn.path, value }) }
}
