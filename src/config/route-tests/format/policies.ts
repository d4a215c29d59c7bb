import { choice, listOf } from '../../scenario/format/collection.ts'
import { duration, durationOrNone } from '../../scenario/format/figure.ts'
import { object, optional, required } from '../../scenario/format/object.ts'
import { integer, text, word } from '../../scenario/format/scalar.ts'
import { type Cursor, childOf, hasKey, meaning, reportAt, type Shape } from '../../scenario/format/shape.ts'
import type {
  Expectation,
  FaultExpectation,
  HeaderExpectation,
  MirrorExpectation,
  RetryExpectation,
} from '../route-tests.ts'
import { distinctKeys } from './distinct.ts'
import { percentage, retryCondition, shown, valueMap } from './value.ts'

/** What an expectation says of one policy of a route. */
const none = word('word', ['none'])

export const headerChange: Shape<HeaderExpectation> = object('changes of headers', {
  set: optional(distinctKeys(valueMap), 'Headers that are overwritten, with their values.', {
    example: { 'x-team': 'web' },
  }),
  add: optional(distinctKeys(valueMap), 'Headers that get a further line.'),
  remove: optional(listOf('list of header names', text('header name')), 'Headers that are taken out.'),
})

export const redirect = choice<NonNullable<Expectation['redirect']>>('location or { to, code }', {
  scalar: meaning(text('location'), to => ({ to })),
  mapping: meaning(
    object('redirect', {
      to: optional(text('location'), 'The whole Location.', { example: 'https://shop.example/' }),
      code: optional(integer('status', 300, 399), 'Status of the answer.', { example: 301 }),
    }),
    fields => shown(fields),
  ),
})

export const retries = choice<RetryExpectation | 'none'>('none or { attempts, retry-on, not, per-try }', {
  scalar: none,
  mapping: meaning(
    object(
      'retries',
      {
        attempts: optional(integer('number of retries', 0), 'Retries, not tries.', { example: 2 }),
        'retry-on': optional(
          listOf('list of conditions', retryCondition),
          'Conditions of Envoy or statuses that are retried; others may be, too.',
          { example: ['connect-failure', 503] },
        ),
        on: optional(listOf('list of conditions', retryCondition), 'The same as retry-on.'),
        not: optional(
          listOf('list of conditions', retryCondition),
          'Conditions or statuses that must not be retried.',
          {
            example: [500],
          },
        ),
        'per-try': optional(durationOrNone, 'Timeout of each try; none = that of the route.', { example: '2s' }),
      },
      { check: checkRetries },
    ),
    ({ attempts, 'retry-on': retryOn, on, not, 'per-try': perTry }) => ({
      ...shown({ attempts, on: retryOn ?? on, not }),
      ...(perTry === undefined ? {} : { perTryNs: perTry === 0 ? ('none' as const) : perTry }),
    }),
  ),
})

function checkRetries(cursor: Cursor): void {
  if (!hasKey(cursor, 'on') || !hasKey(cursor, 'retry-on')) return
  reportAt(childOf(cursor, 'on'), { code: 'MS3015', message: 'is the same as retry-on', help: 'leave one out' }, 'key')
}

export const fault = choice<FaultExpectation | 'none'>('none or { abort, delay, percent }', {
  scalar: none,
  mapping: meaning(
    object('fault', {
      abort: optional(integer('status', 200, 599), 'Status that requests are aborted with.', { example: 503 }),
      delay: optional(duration(), 'How long requests are held up.', { example: '2s' }),
      percent: optional(percentage, 'Share of the requests, in percent.', { example: 10 }),
    }),
    ({ abort, delay, percent }) => shown({ abort, delayNs: delay, percent }),
  ),
})

const copy: Shape<MirrorExpectation> = meaning(
  object('mirror', {
    to: required(text('host'), 'Host that gets the copies.', { example: 'reviews' }),
    subset: optional(text('subset'), 'Subset of it.'),
    percent: optional(percentage, 'Share of the requests that are copied, in percent.'),
  }),
  ({ to, subset, percent }) => ({ to, ...shown({ subset, percent }) }),
)

export const mirror = choice<readonly MirrorExpectation[] | 'none'>('none, { to, subset, percent } or a list', {
  scalar: none,
  mapping: meaning(copy, one => [one]),
  list: listOf('list of mirrors, at least one', copy, 1),
})

const verdict = word('verdict', ['allowed', 'denied'])

export const authorization = choice<NonNullable<Expectation['authorization']>>(
  'allowed, denied or { verdict, policy, status }',
  {
    scalar: meaning(verdict, word => ({ verdict: word })),
    mapping: meaning(
      object('authorization', {
        verdict: optional(verdict, 'What policies of the proxies on the way say. Default: denied.'),
        policy: optional(text('policy'), 'The policy that denies, as AuthorizationPolicy/deny-all.'),
        status: optional(integer('status', 400, 599), 'Status of the refusal.', { example: 403 }),
      }),
      fields => ({
        verdict: fields.verdict ?? ('denied' as const),
        ...shown({ policy: fields.policy, status: fields.status }),
      }),
    ),
  },
)

const limit = integer('number', 0)

export const limits: Shape<Readonly<Record<string, number>>> = meaning(
  object('limits', {
    connections: optional(limit, 'Connections to each host (maxConnections).'),
    pending: optional(limit, 'Requests that wait for a connection (http1MaxPendingRequests).'),
    requests: optional(limit, 'Requests at a time (http2MaxRequests).', { example: 100 }),
    retries: optional(limit, 'Retries at a time (maxRetries).'),
    'requests-per-connection': optional(limit, 'Requests that a connection carries (maxRequestsPerConnection).'),
  }),
  fields => shown(fields) as Readonly<Record<string, number>>,
)
