import { durationOrNone } from '../../scenario/format/figure.ts'
import { object, optional } from '../../scenario/format/object.ts'
import { integer, text, word } from '../../scenario/format/scalar.ts'
import { meaning, type Shape } from '../../scenario/format/shape.ts'
import type { Expectation } from '../route-tests.ts'
import { authorization, fault, headerChange, limits, mirror, redirect, retries } from './policies.ts'
import { split } from './split.ts'
import { comparison, hashKey, percentage, ruleText, shown, toggle } from './value.ts'

const FIELDS = {
  to: optional(text('host'), 'Service or host that every request goes to, as in YAML: short, or whole.', {
    example: 'reviews',
  }),
  subset: optional(text('subset'), 'Subset that the requests go to.', { example: 'v2' }),
  port: optional(integer('port', 1, 65535), 'Port of the destination.', { example: 9080 }),
  weight: optional(percentage, 'Share of to, subset and port, in percent. Default: 100.', { example: 90 }),
  split: optional(split, 'All destinations with their shares in percent; a key is a subset, a host or host/subset.', {
    example: { v1: 90, v2: 10 },
  }),
  endpoints: optional(comparison, 'How many endpoints can be chosen.', { example: '>= 1' }),
  status: optional(integer('status', 100, 599), 'Status that a proxy on the way answers by itself, a refusal too.', {
    example: 503,
  }),
  'no-route': optional(
    integer('status', 100, 599),
    'No rule takes the request: 404, or 502 where only registered hosts may be called.',
    { example: 404 },
  ),
  redirect: optional(redirect, 'The proxy redirects.', { example: { to: 'https://shop.example/', code: 301 } }),
  rewrite: optional(
    object('rewrite', {
      path: optional(text('path'), 'Path that the server sees.'),
      host: optional(text('host'), 'Host that the server sees.'),
    }),
    'What the server sees of path and host.',
    { example: { path: '/v2/cart' } },
  ),
  headers: optional(
    object('headers', {
      request: optional(headerChange, 'Of the request.'),
      response: optional(headerChange, 'Of the answer.'),
    }),
    'What rule and destination do to headers.',
  ),
  timeout: optional(durationOrNone, 'Timeout of all tries together; none.', { example: '10s' }),
  retries: optional(retries, 'Retries of the route; none.', {
    example: { attempts: 2, 'retry-on': ['connect-failure'] },
  }),
  fault: optional(fault, 'Faults that are injected; none.', { example: { abort: 503, percent: 10 } }),
  mirror: optional(mirror, 'Copies; none.', { example: { to: 'reviews', subset: 'v3', percent: 5 } }),
  mtls: optional(
    word('TLS mode', ['ISTIO_MUTUAL', 'MUTUAL', 'SIMPLE', 'DISABLE', 'none']),
    'TLS to the endpoints, as a DestinationRule calls it; none is DISABLE.',
    { example: 'ISTIO_MUTUAL' },
  ),
  lb: optional(
    word('balancer', ['ROUND_ROBIN', 'LEAST_REQUEST', 'RANDOM', 'RING_HASH', 'MAGLEV', 'PASSTHROUGH']),
    'Load balancing.',
    { example: 'LEAST_REQUEST' },
  ),
  'hash-key': optional(hashKey, 'What a hashing balancer hashes: header NAME, cookie NAME, query NAME, source-ip.', {
    example: 'header x-user',
  }),
  rule: optional(
    ruleText,
    'The rule that takes the request: Kind/name, with #index from 0, and a namespace if need be.',
    {
      example: 'VirtualService/reviews#0',
    },
  ),
  delegate: optional(
    text('VirtualService'),
    'The VirtualService that the rule was delegated to: name or namespace/name.',
  ),
  limits: optional(limits, 'Limits of connections and requests.', { example: { requests: 100 } }),
  locality: optional(
    object('locality', {
      failover: optional(toggle, 'Endpoints of other places are kept for the case that those here fail.'),
      distribute: optional(toggle, 'Requests are spread over places by weight.'),
      because: optional(text('reason'), 'Part of the reason.', { example: 'no outlierDetection' }),
    }),
    'Whether places of endpoints matter.',
    { example: { failover: false } },
  ),
  authorization: optional(authorization, 'What policies say.', { example: 'denied' }),
  snapshot: optional(toggle, 'Everything that is known is compared with what meshsim test -u has kept.'),
} as const

const plain = object('expectation', FIELDS)
const whole = object('expectation', {
  ...FIELDS,
  not: optional(plain, 'What must not be so: of to, subset, port and weight all together, of other keys each.', {
    example: { subset: 'v1' },
  }),
})

/** What a request must meet: one table behind the reader, the schema and the reference. */
export const expectation: Shape<Expectation> = meaning(whole, ({ not, ...fields }) => ({
  ...settled(fields),
  ...(not === undefined ? {} : { not: settled(not) }),
}))

type Fields = NonNullable<ReturnType<typeof plain.read>>

function settled({ 'no-route': noRoute, 'hash-key': hashKey, timeout, ...same }: Fields): Expectation {
  return shown({ ...same, noRoute, hashKey, timeoutNs: timeout === 0 ? ('none' as const) : timeout })
}
