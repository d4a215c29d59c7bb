import type { ClosedLoop, OpenLoop, Replay, TrafficSource } from '../scenario.ts'
import { readTrace } from '../trace.ts'
import { type Arrivals, arrivals } from './arrivals.ts'
import { type MapEntry, mapOf } from './collection.ts'
import { distribution, durationOrNone, named, rate } from './figure.ts'
import { fileText } from './file-text.ts'
import { defaulted, object, optional } from './object.ts'
import { ramps } from './ramp.ts'
import { integer } from './scalar.ts'
import { type Cursor, childOf, hasKey, isMapping, meaning, reportAt, type Shape } from './shape.ts'
import { targetSyntax } from './target.ts'
import { tcpShape } from './tcp.ts'
import { headerMix, methodMix, pathMix } from './weighted.ts'

const sourceFields = object(
  'traffic source',
  {
    to: optional(
      targetSyntax,
      'Where the requests go: a URL, or a Service as host[:port][/path]. May be left out with a trace of whole URLs.',
      { example: 'http://bookinfo.example/productpage' },
    ),
    from: optional(
      named('caller'),
      'The caller: a workload, or gateway:namespace/<Service>:<port>. Default: the Gateway that serves the host and port ' +
        'of the URL; if there is none, a stand-in workload default/client with a sidecar.',
      { example: 'productpage-v1' },
    ),
    rate: optional(rate, 'Open loop: requests offered per second, whatever happens to them.', { example: '400/s' }),
    arrivals: defaulted(
      arrivals,
      'poisson',
      'Open loop: poisson, even, burst(N) (groups of N at once, the groups Poisson), or { trace: FILE, speed: x2 } to ' +
        'replay a CSV (t,method,url,header...) or an Envoy or Istio JSON access log.',
      { example: 'even' },
    ),
    ramp: defaulted(
      ramps,
      [],
      'Open loop: linear changes of the rate. at (default 0s) and over say when; from (default: the rate at that time) ' +
        'and to (default: rate) say between which rates. What a ramp reaches then holds.',
      { example: [{ over: '1m', from: '50/s' }] },
    ),
    users: optional(
      integer('number of users', 1),
      'Closed loop: users that each wait for the answer, think, ask again. They keep the cookies that proxies make up ' +
        '(consistentHash.httpCookie with a ttl), as browsers do; clients of an open loop keep none.',
      { example: 200 },
    ),
    think: optional(distribution('s'), 'Closed loop: pause of a user between an answer and the next request.', {
      example: 'exp(3s)',
    }),
    methods: defaulted(methodMix, 'GET', 'HTTP method, or a mapping of methods to weights.', {
      example: { GET: 9, POST: 1 },
    }),
    paths: defaulted(pathMix, [], 'Paths in place of that of to: one, a list, or a mapping of paths to weights.', {
      example: { '/productpage': '90%', '/login': '10%' },
    }),
    headers: defaulted(
      headerMix,
      {},
      'Headers: a value, or a mapping of values to weights, each header drawn by itself; the value absent means not ' +
        'sent, "" is an empty header.',
      { example: { 'end-user': { jason: '2%', absent: '98%' } } },
    ),
    tcp: optional(
      tcpShape,
      'Each request is a TCP connection, to a port that is not HTTP. Without it, what goes to a TCP port of a Service is ' +
        'a connection of one exchange. timeout then covers the time until the connection is up, or the exchange.',
      { example: { duration: 'exp(2s)', sent: '1kB', received: '10kB' } },
    ),
    timeout: defaulted(durationOrNone, '60s', 'When the client gives up; none = never.', {
      reason: 'Browsers and load balancers wait for about a minute (AWS ALB idle timeout: 60 s).',
    }),
  },
  { check: checkKind },
)

type SourceFields = Exclude<ReturnType<typeof sourceFields.read>, undefined>

/** Exactly one of rate, users and a trace says how requests come; the keys of the other kinds do not fit. */
function checkKind(cursor: Cursor): void {
  const isTrace = isMapping(childOf(cursor, 'arrivals').value)
  const kinds = [hasKey(cursor, 'rate') && 'rate', hasKey(cursor, 'users') && 'users', isTrace && 'arrivals'].filter(
    Boolean,
  )
  if (kinds.length === 0) {
    const help = 'give rate: 100/s, or users: 50 with think: exp(3s), or arrivals: { trace: FILE }'
    reportAt(cursor, { code: 'MS3002', message: 'nothing says how requests come', help }, 'key')
  }
  for (const key of kinds.slice(1)) {
    const help = 'a source is an open loop (rate), a closed loop (users) or a trace: make two sources of it'
    reportAt(childOf(cursor, String(key)), { code: 'MS3015', message: `contradicts ${kinds[0]}`, help }, 'key')
  }
  const strays = [
    ['ramp', 'rate'],
    ['think', 'users'],
    ['arrivals', 'rate'],
  ].filter(
    ([key, needs]) =>
      hasKey(cursor, key) && !hasKey(cursor, needs) && kinds.length > 0 && !(key === 'arrivals' && isTrace),
  )
  for (const [key, needs] of strays)
    reportAt(childOf(cursor, key), { code: 'MS3015', message: `needs ${needs}` }, 'key')
  const ofRequests = ['methods', 'paths', 'headers'].filter(key => hasKey(cursor, key))
  for (const key of ofRequests) {
    if (hasKey(cursor, 'tcp')) reportAt(childOf(cursor, key), { code: 'MS3015', message: 'contradicts tcp' }, 'key')
    else if (isTrace) {
      const help = 'a trace has a method and a URL in each line, and further columns named after headers'
      const message = 'is not heeded: the requests of a trace have their own'
      reportAt(childOf(cursor, key), { code: 'MS3015', message, help, level: 'warning' }, 'key')
    }
  }
  if (hasKey(cursor, 'users') && !hasKey(cursor, 'think')) {
    reportAt(cursor, { code: 'MS3002', message: 'think is missing', help: 'for no pause write think: 0s' }, 'key')
  }
  if (!isTrace && !hasKey(cursor, 'to')) {
    const help = 'for example to: http://bookinfo.example/productpage'
    reportAt(cursor, { code: 'MS3002', message: 'to is missing: where the requests go', help }, 'key')
  }
}

function sourceOf(fields: SourceFields, cursor: Cursor): Omit<TrafficSource, 'name' | 'place'> | undefined {
  const shape = shapeOf(fields, cursor)
  if (shape === undefined) return undefined
  const firstUrl = shape.kind === 'replay' ? shape.requests[0].url : ''
  return {
    to: fields.to ?? { name: firstUrl, place: childOf(cursor, 'arrivals').source.place },
    ...(fields.from && { from: fields.from }),
    shape,
    methods: fields.methods,
    paths: fields.paths,
    headers: fields.headers,
    timeoutNs: fields.timeout,
    ...(fields.tcp && { tcp: fields.tcp }),
  }
}

function shapeOf(fields: SourceFields, cursor: Cursor): OpenLoop | ClosedLoop | Replay | undefined {
  const { rate: ratePerSecond, users, think } = fields
  if (fields.arrivals.kind === 'trace') return replayOf(fields.arrivals, fields.to?.name, cursor)
  if (ratePerSecond !== undefined)
    return { kind: 'open', ratePerSecond, arrivals: fields.arrivals.process, ramp: fields.ramp }
  return users !== undefined && think !== undefined ? { kind: 'closed', users, think } : undefined
}

function replayOf(arrivals: Arrivals & { kind: 'trace' }, to: string | undefined, cursor: Cursor): Replay | undefined {
  const file = fileText(childOf(cursor, 'arrivals'), 'trace', arrivals.trace)
  if (file === undefined) return undefined
  const origin = to && /^(https?:\/\/)?[^/]+/i.exec(to.includes('://') ? to : `http://${to}`)?.[0]
  const { requests, diagnostics } = readTrace(file.text, file.path, { speed: arrivals.speed, origin })
  for (const diagnostic of diagnostics) cursor.reading.report(diagnostic)
  return diagnostics.length > 0 ? undefined : { kind: 'replay', requests }
}

export const trafficShape: Shape<readonly TrafficSource[]> = meaning(
  mapOf('mapping of traffic sources', meaning(sourceFields, sourceOf)),
  (entries: readonly MapEntry<Omit<TrafficSource, 'name' | 'place'>>[], cursor) => {
    if (entries.length === 0) {
      return reportAt(cursor, {
        code: 'MS3002',
        message: 'no source is given',
        help: 'give at least one: NAME: { to, rate }',
      })
    }
    return entries.map(({ key, value }) => ({ name: key.name, place: key.place, ...value }))
  },
)
