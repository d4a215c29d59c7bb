import { describe, expect, it } from 'vitest'
import { type ForwardAction, NO_MUTATION, type RetryPolicy } from '../../../src/dataplane/route.ts'
import { forwardAction } from '../../../src/export/envoy/forward-json.ts'
import { LeftOut } from '../../../src/export/envoy/left-out.ts'
import { NO_PLACE } from '../../../src/kernel/place.ts'

const origin = { resource: 'test', place: NO_PLACE, why: '' }
const to = (cluster: string, weight = 1) => ({
  cluster,
  weight,
  requestHeaders: NO_MUTATION,
  responseHeaders: NO_MUTATION,
  origin,
})
const retry: RetryPolicy = {
  on: '5xx',
  attempts: 2,
  retriableStatusCodes: [],
  perTryTimeoutNs: 0,
  backOffBaseNs: 25_000_000,
  backOffConfigured: false,
  hostPredicates: [],
  hostSelectionMaxAttempts: 0,
}
const json = (change: Partial<ForwardAction>, leftOut = new LeftOut()) =>
  forwardAction(
    { kind: 'forward', clusters: [to('a')], weighted: false, timeoutNs: 0, hash: [], mirrors: [], ...change },
    leftOut,
  )

it('a plain route: one cluster, and no timeout is said, since Envoy has a default of 15 s', () => {
  expect(json({})).toEqual({ cluster: 'a', timeout: '0s' })
})

it('a split keeps weights of any sum', () => {
  expect(json({ clusters: [to('a', 3), to('b', 1)], weighted: true })).toMatchObject({
    weighted_clusters: {
      clusters: [
        { name: 'a', weight: 3 },
        { name: 'b', weight: 1 },
      ],
    },
  })
})

it('a header with an empty value is not kept, since istiod never asks for it', () => {
  const requestHeaders = { set: [['x-empty', ''] as const], add: [], remove: [] }
  expect(JSON.stringify(json({ clusters: [{ ...to('a'), requestHeaders }] }))).not.toContain('keep_empty_value')
})

it('a single destination that changes headers stays a weighted cluster, the only place for them', () => {
  const requestHeaders = { set: [['x-a', '1'] as const], add: [['x-b', '2'] as const], remove: ['x-c'] }
  expect(json({ clusters: [{ ...to('a'), requestHeaders }] })).toMatchObject({
    weighted_clusters: {
      clusters: [
        {
          name: 'a',
          request_headers_to_add: [
            { header: { key: 'x-a', value: '1' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
            { header: { key: 'x-b', value: '2' }, append_action: 'APPEND_IF_EXISTS_OR_ADD' },
          ],
          request_headers_to_remove: ['x-c'],
        },
      ],
    },
  })
})

it('the ceiling of gRPC timeouts does not switch the timeout off', () => {
  const action = json({ timeoutNs: 100_000_000, maxGrpcTimeoutNs: 100_000_000 })
  expect(action).toEqual({ cluster: 'a', timeout: '0.1s', max_grpc_timeout: '0.1s' })
})

describe('retries', () => {
  it('say nothing of a back-off that is Envoy’s own', () => {
    expect(json({ retry }).retry_policy).toEqual({ retry_on: '5xx', num_retries: 2 })
  })

  it('say everything else', () => {
    const full: RetryPolicy = {
      ...retry,
      perTryTimeoutNs: 2_000_000_000,
      backOffConfigured: true,
      backOffBaseNs: 10_000_000,
      backOffMaxNs: 50_000_000,
      retriableStatusCodes: [409],
      hostPredicates: ['envoy.retry_host_predicates.previous_hosts'],
      hostSelectionMaxAttempts: 5,
      previousPrioritiesFrequency: 2,
    }
    expect(json({ retry: full }).retry_policy).toMatchObject({
      per_try_timeout: '2s',
      retry_back_off: { base_interval: '0.01s', max_interval: '0.05s' },
      retriable_status_codes: [409],
      retry_host_predicate: [{ name: 'envoy.retry_host_predicates.previous_hosts' }],
      host_selection_retry_max_attempts: 5,
      retry_priority: { typed_config: { update_frequency: 2 } },
    })
  })

  it('tell a predicate that nobody knows', () => {
    const leftOut = new LeftOut()
    json({ retry: { ...retry, hostPredicates: ['odd'] } }, leftOut)
    expect(leftOut.list).toEqual(['odd: an unknown predicate of retries'])
  })
})

it('mirrors and hash policies', () => {
  const action = json({
    mirrors: [{ cluster: 'copy', percent: 30 }],
    hash: [
      { kind: 'header', name: 'x-user' },
      { kind: 'cookie', name: 's', ttlNs: 0 },
      { kind: 'query', name: 'q' },
      { kind: 'sourceIp' },
    ],
  })
  expect(action.request_mirror_policies).toEqual([
    {
      cluster: 'copy',
      runtime_fraction: { default_value: { numerator: 300_000, denominator: 'MILLION' } },
      disable_shadow_host_suffix_append: true,
    },
  ])
  expect(action.hash_policy).toEqual([
    { header: { header_name: 'x-user' } },
    { cookie: { name: 's', ttl: '0s' } },
    { query_parameter: { name: 'q' } },
    { connection_properties: { source_ip: true } },
  ])
})
