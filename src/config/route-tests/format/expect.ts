import { choice, listOf, mapOf } from '../../scenario/format/collection.ts'
import { duration, durationOrNone } from '../../scenario/format/figure.ts'
import { object, optional } from '../../scenario/format/object.ts'
import { integer, text, word } from '../../scenario/format/scalar.ts'
import { type Cursor, childOf, hasKey, meaning, reportAt, type Shape } from '../../scenario/format/shape.ts'
import type {
  Expectation,
  FaultExpectation,
  HeaderExpectation,
  MirrorExpectation,
  RetryExpectation,
} from '../route-tests.ts'
import { comparison, percentage, shown, textOrNumber, toggle, valueMap } from './value.ts'

const none = word('word', ['none'])

const headerChange: Shape<HeaderExpectation> = object('changes of headers', {
  set: optional(valueMap, 'Headers that are overwritten, with their values.', { example: { 'x-team': 'web' } }),
  add: optional(valueMap, 'Headers that get a further line.'),
  remove: optional(listOf('list of header names', text('header name')), 'Headers that are taken out.'),
})

const redirect = choice<NonNullable<Expectation['redirect']>>('location or { to, code }', {
  scalar: meaning(text('location'), to => ({ to })),
  mapping: object('redirect', {
    to: optional(text('location'), 'The whole Location.', { example: 'https://shop.example/' }),
    code: optional(integer('status', 300, 399), 'Status of the answer.'),
  }),
})

const retries = choice<RetryExpectation | 'none'>('none or { attempts, on, not, per-try }', {
  scalar: none,
  mapping: meaning(
    object('retries', {
      attempts: optional(integer('number of retries', 0), 'Retries, not tries.'),
      on: optional(listOf('list of conditions', textOrNumber), 'Conditions or statuses that are retried.', {
        example: ['connect-failure', 503],
      }),
      not: optional(listOf('list of conditions', textOrNumber), 'Conditions or statuses that must not be retried.'),
      'per-try': optional(durationOrNone, 'Timeout of each try; none = that of the route.'),
    }),
    ({ attempts, on, not, 'per-try': perTry }) => ({
      ...shown({ attempts, on, not }),
      ...(perTry === undefined ? {} : { perTryNs: perTry === 0 ? ('none' as const) : perTry }),
    }),
  ),
})

const fault = choice<FaultExpectation | 'none'>('none or { abort, delay, percent }', {
  scalar: none,
  mapping: meaning(
    object('fault', {
      abort: optional(integer('status', 200, 599), 'Status that requests are aborted with.'),
      delay: optional(duration(), 'How long requests are held up.'),
      percent: optional(percentage, 'Share of the requests, in percent.'),
    }),
    ({ abort, delay, percent }) => shown({ abort, delayNs: delay, percent }),
  ),
})

const copy = object('mirror', {
  to: optional(text('host'), 'Host that gets the copies.'),
  subset: optional(text('subset'), 'Subset of it.'),
  percent: optional(percentage, 'Share of the requests that are copied, in percent.'),
})

const copyTo = meaning(copy, ({ to, subset, percent }, cursor) =>
  to === undefined
    ? reportAt(cursor, { code: 'MS3002', message: 'to is missing: the host that gets the copies' }, 'key')
    : { to, ...shown({ subset, percent }) },
)

const mirror = choice<readonly MirrorExpectation[] | 'none'>('none, { to, subset, percent } or a list', {
  scalar: none,
  mapping: meaning(copyTo, one => [one]),
  list: listOf('list of mirrors', copyTo, 1),
})

const authorization = choice<NonNullable<Expectation['authorization']>>(
  'allowed, denied or { verdict, policy, status }',
  {
    scalar: meaning(word('verdict', ['allowed', 'denied']), verdict => ({ verdict })),
    mapping: meaning(
      object('authorization', {
        verdict: optional(word('verdict', ['allowed', 'denied']), 'What policies of the proxies on the way say.'),
        policy: optional(text('policy'), 'The policy that decides, as AuthorizationPolicy/deny-all.'),
        status: optional(integer('status', 400, 599), 'Status of the refusal.'),
      }),
      ({ verdict, policy, status }) => ({ verdict: verdict ?? ('denied' as const), ...shown({ policy, status }) }),
    ),
  },
)

/** Names to numbers. */
function numbersOf(name: string, value: Shape<number>): Shape<Readonly<Record<string, number>>> {
  return meaning(mapOf(name, value), entries => Object.fromEntries(entries.map(({ key, value }) => [key.name, value])))
}

const FIELDS = {
  to: optional(text('host'), 'Service or host that every request goes to, as in YAML: short, or whole.', {
    example: 'reviews',
  }),
  subset: optional(text('subset'), 'Subset that the requests go to.', { example: 'v2' }),
  port: optional(integer('port', 1, 65535), 'Port of the destination.'),
  weight: optional(percentage, 'Share of to and subset, in percent. Default: 100.'),
  split: optional(
    numbersOf('mapping of destinations to percent', percentage),
    'All destinations with their shares in percent of the total; a key is a subset, a host or host/subset.',
    { example: { v1: 90, v2: 10 } },
  ),
  endpoints: optional(comparison, 'How many endpoints can be chosen.', { example: '>= 1' }),
  status: optional(integer('status', 100, 599), 'Status that a proxy answers by itself.'),
  'no-route': optional(integer('status', 100, 599), 'No rule takes the request; the status, which is 404.', {
    example: 404,
  }),
  redirect: optional(redirect, 'The proxy redirects.', { example: { to: 'https://shop.example/', code: 301 } }),
  rewrite: optional(
    object('rewrite', {
      path: optional(text('path'), 'Path that the server sees.'),
      host: optional(text('host'), 'Host that the server sees.'),
    }),
    'What the server sees of path and host.',
  ),
  headers: optional(
    object('headers', {
      request: optional(headerChange, 'Of the request.'),
      response: optional(headerChange, 'Of the answer.'),
    }),
    'What rule and destination do to headers.',
  ),
  timeout: optional(durationOrNone, 'Timeout of all tries together; none.', { example: '10s' }),
  retries: optional(retries, 'Retries of the route; none.', { example: { attempts: 2, on: ['connect-failure'] } }),
  fault: optional(fault, 'Faults that are injected; none.', { example: { abort: 503, percent: 10 } }),
  mirror: optional(mirror, 'Copies; none.', { example: { to: 'reviews', subset: 'v3', percent: 5 } }),
  mtls: optional(text('TLS mode'), 'TLS to the endpoints: ISTIO_MUTUAL, SIMPLE, MUTUAL, DISABLE.', {
    example: 'ISTIO_MUTUAL',
  }),
  lb: optional(text('balancer'), 'Load balancing: ROUND_ROBIN, LEAST_REQUEST, RANDOM, RING_HASH, MAGLEV, PASSTHROUGH.'),
  'hash-key': optional(
    text('hash key'),
    'What a hashing balancer hashes: header NAME, cookie NAME, query NAME, source-ip.',
  ),
  rule: optional(text('rule'), 'The rule that takes the request, as VirtualService/reviews#0.'),
  delegate: optional(text('VirtualService'), 'The VirtualService that the rule was delegated to.'),
  limits: optional(
    numbersOf('mapping of limits', integer('number', 0)),
    'Limits of connections and requests: connections, pending, requests, retries, requests-per-connection.',
  ),
  locality: optional(
    object('locality', {
      failover: optional(toggle, 'Endpoints of other places are kept for the case that those here fail.'),
      distribute: optional(toggle, 'Requests are spread over places by weight.'),
      because: optional(text('reason'), 'Part of the reason.', { example: 'no outlierDetection' }),
    }),
    'Whether places of endpoints matter.',
  ),
  authorization: optional(authorization, 'What policies say.'),
  snapshot: optional(toggle, 'Everything that is known is compared with what meshsim test -u has kept.'),
} as const

const plain = object('expectation', FIELDS)
const negated = object(
  'expectation',
  { ...FIELDS, not: optional(plain, 'What must not be so.') },
  { check: checkSplit },
)

/** What a request must meet: one table behind the reader, the schema and the reference. */
export const expectation: Shape<Expectation> = meaning(negated, fields => ({
  ...settled(fields),
  ...(fields.not === undefined ? {} : { not: settled(fields.not) }),
}))

type Fields = NonNullable<ReturnType<typeof plain.read>>

function settled(fields: Fields): Expectation {
  const { 'no-route': noRoute, 'hash-key': hashKey, timeout, redirect, ...same } = fields
  const { not: _, ...rest } = same as typeof same & { readonly not?: unknown }
  return shown({
    ...rest,
    noRoute,
    hashKey,
    timeoutNs: timeout === 0 ? ('none' as const) : timeout,
    redirect: redirect && shown(redirect),
  })
}

/** Rounding of shares that are written with few digits. */
const SLACK = 0.1

function checkSplit(cursor: Cursor): void {
  const split = childOf(cursor, 'split')
  if (typeof split.value === 'object' && split.value !== null && !Array.isArray(split.value)) {
    const shares = Object.values(split.value).filter(share => typeof share === 'number')
    const sum = shares.reduce((total, share) => total + share, 0)
    if (Math.abs(sum - 100) > SLACK) {
      const message = `the shares sum to ${Number(sum.toFixed(3))}, not to 100`
      const help = 'shares are percent of the total, also where the weights of the rule sum to something else'
      reportAt(split, { code: 'MS4004', message, help })
    }
  }
  for (const [key, others] of CONTRADICTIONS) {
    const rival = others.find(other => hasKey(cursor, key) && hasKey(cursor, other))
    if (rival !== undefined) {
      const message = `can't hold together with ${rival}`
      reportAt(childOf(cursor, key), { code: 'MS4005', message }, 'key')
    }
  }
}

/** Where no server is reached there is no destination. */
const DESTINATION = ['to', 'subset', 'port', 'weight', 'split', 'endpoints', 'mtls', 'lb', 'mirror', 'retries']
const CONTRADICTIONS: readonly (readonly [string, readonly string[]])[] = [
  ['no-route', [...DESTINATION, 'rule', 'redirect', 'timeout', 'rewrite']],
  ['redirect', DESTINATION],
  ['split', ['subset', 'weight']],
]
