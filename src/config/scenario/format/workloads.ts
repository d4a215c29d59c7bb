import { DEFAULT_BEHAVIOUR, DEFAULT_FORWARD_HEADERS } from '../behaviour.ts'
import { distributionText } from '../distribution.ts'
import type { Behaviour, Call, WorkloadEntry } from '../scenario.ts'
import { choice, listOf, mapOf } from './collection.ts'
import { distribution, duration, durationOrNone, factor, integerOr, percent } from './figure.ts'
import { defaulted, object, optional, required } from './object.ts'
import { integer, text, word } from './scalar.ts'
import { type Cursor, checked, childOf, isMapping, meaning, reportAt, type Shape } from './shape.ts'
import { targetSyntax } from './target.ts'
import { tcpShape } from './tcp.ts'

const HTTP_METHOD_DOC = 'HTTP method.'

const callFields = object('call', {
  to: required(targetSyntax, 'Service to call, as host[:port][/path] or a URL.', { example: 'ratings:9080/ratings/0' }),
  method: defaulted(text('method'), 'GET', HTTP_METHOD_DOC),
  tries: defaulted(integer('number of tries', 1), 1, 'Tries by the application itself, the first included.', {
    example: 2,
    reason: 'The application leaves retries to its proxy.',
  }),
  timeout: defaulted(durationOrNone, 'none', 'How long the application waits for each try.', { example: '3s' }),
  'on-error': defaulted(
    word('reaction', ['fail', 'degrade']),
    'fail',
    'fail: answer 500; degrade: answer without this part.',
    {
      example: 'degrade',
    },
  ),
  tcp: optional(
    tcpShape,
    'The call is a TCP connection, to a port that is not HTTP. Without it, a call to a TCP port of a Service is a ' +
      'connection of one exchange.',
    { example: { duration: '2s', sent: '1kB', received: '10kB' } },
  ),
})

const mappedCall: Shape<Call> = meaning(callFields, value => ({
  to: value.to,
  method: value.method,
  tries: value.tries,
  timeoutNs: value.timeout,
  onError: value['on-error'],
  ...(value.tcp && { tcp: value.tcp }),
}))

const plainCall: Shape<Call> = meaning(targetSyntax, to => ({
  to,
  method: 'GET',
  tries: 1,
  timeoutNs: 0,
  onError: 'fail' as const,
}))

const one = (shape: Shape<Call>): Shape<readonly Call[]> => meaning(shape, call => [call])

/** One step: a call, or a list of calls made in parallel. */
const step = choice<readonly Call[]>('call or list of parallel calls', {
  scalar: one(plainCall),
  mapping: one(mappedCall),
  list: listOf('list of parallel calls', choice<Call>('call', { scalar: plainCall, mapping: mappedCall }), 1),
})

/** Of a server that speaks gRPC: the HTTP status of its answers is 200. */
const GRPC_ERROR = /^grpc ([1-9]|1[0-6])$/

const errors = checked(mapOf('mapping of status codes to percentages', percent), cursor => {
  if (!isMapping(cursor.value)) return
  for (const status of Object.keys(cursor.value)) {
    if (/^[45]\d\d$/.test(status) || GRPC_ERROR.test(status)) continue
    const help = 'an error is a status from 400 to 599 (503: 0.1%) or a gRPC status from 1 to 16 (grpc 14: 0.1%)'
    reportAt(
      childOf(cursor, status),
      { code: 'MS3007', message: `${status} is not the status of an error`, help },
      'key',
    )
  }
})

const errorRates: Shape<Behaviour['errors']> = meaning(errors, (entries, cursor: Cursor) => {
  const sum = entries.reduce((total, entry) => total + entry.value, 0)
  if (sum > 1) return reportAt(cursor, { code: 'MS3007', message: `the errors add up to more than 100%` })
  return entries.map(({ key, value: probability }) => {
    const grpc = GRPC_ERROR.exec(key.name)
    return grpc === null
      ? { status: Number(key.name), probability }
      : { status: 200, grpcStatus: Number(grpc[1]), probability }
  })
})

const coldStart = meaning(
  object('cold start', {
    'ready-after': defaulted(duration(), '0s', 'From the start of a pod to its readiness.', { example: '20s' }),
    slow: defaulted(factor, 'x1', 'Factor on service times after that.', { example: 'x4' }),
    for: defaulted(duration(), '0s', 'How long it stays slow.', { example: '30s' }),
  }),
  value => ({ readyAfterNs: value['ready-after'], slowFactor: value.slow, slowForNs: value.for }),
)

const behaviour = object('behaviour of a workload', {
  time: optional(
    distribution(),
    `Service time of one request without its calls. Default: ${distributionText(DEFAULT_BEHAVIOUR.time)}.`,
    {
      example: 'lognormal(p50=9ms, p99=40ms)',
    },
  ),
  concurrency: optional(
    integer('number of workers', 1),
    `Workers of a pod: requests it serves at once. Default: ${DEFAULT_BEHAVIOUR.concurrency}.`,
    {
      example: 4,
    },
  ),
  queue: optional(
    integerOr('unbounded', 0),
    `Waiting places of a pod; a request beyond is answered 503. A number or unbounded. Default: ${DEFAULT_BEHAVIOUR.queue}.`,
    { example: 64 },
  ),
  sharing: optional(
    word('sharing', ['fifo', 'processor']),
    'fifo: a worker serves one request at a time; processor: the workers share themselves among all. Default: fifo.',
  ),
  errors: optional(
    errorRates,
    'Share of requests answered with a status, or by gRPC servers with a gRPC status (grpc 14). Default: none.',
    {
      example: { 503: '0.1%' },
    },
  ),
  calls: optional(
    listOf('list of calls', step),
    'What the workload calls for each request, one after the other; a nested list runs in parallel. Default: nothing.',
    { example: ['details', { to: 'reviews', tries: 2, timeout: '3s', 'on-error': 'degrade' }] },
  ),
  'forward-headers': optional(
    listOf('list of header names', text('header name')),
    'Headers of the request that are passed on to calls; a trailing * matches any ending. ' +
      `Default: the tracing headers (${DEFAULT_FORWARD_HEADERS.join(', ')}).`,
    { example: ['end-user', 'x-request-id'] },
  ),
  'cold-start': optional(coldStart, 'Life of a pod after its start. Default: ready at once, at full speed.', {
    example: { 'ready-after': '20s', slow: 'x4', for: '30s' },
  }),
  'proxy-concurrency': optional(
    integer('number of worker threads', 1, 1024),
    `Worker threads of the proxy. Default: ${DEFAULT_BEHAVIOUR.proxyConcurrency}.`,
    {
      example: 1,
    },
  ),
})

export const workloadsShape: Shape<readonly WorkloadEntry[]> = meaning(
  mapOf(
    'mapping of workload names',
    meaning(behaviour, value => {
      const set: Behaviour = {
        ...(value.time && { time: value.time }),
        ...(value.concurrency !== undefined && { concurrency: value.concurrency }),
        ...(value.queue !== undefined && { queue: value.queue }),
        ...(value.sharing && { sharing: value.sharing }),
        ...(value.errors && { errors: value.errors }),
        ...(value.calls && { calls: value.calls }),
        ...(value['forward-headers'] && { forwardHeaders: value['forward-headers'].map(name => name.toLowerCase()) }),
        ...(value['cold-start'] && { coldStart: value['cold-start'] }),
        ...(value['proxy-concurrency'] !== undefined && { proxyConcurrency: value['proxy-concurrency'] }),
      }
      return set
    }),
    true,
  ),
  entries => entries.map(entry => ({ pattern: entry.key, behaviour: entry.value })),
)
