import { describe, expect, test } from 'vitest'
import { connectionSettings, upstreamHttp2 } from '../../../../src/compile/istio/cluster/connection-pool.ts'

const SECOND = 1_000_000_000

describe('connection pool', () => {
  test('nothing set: unlimited, ten seconds to connect', () => {
    expect(connectionSettings(undefined, undefined, {})).toEqual({
      limits: {},
      connectTimeoutNs: 10 * SECOND,
      maxRequestsPerConnection: 0,
      idleTimeoutNs: undefined,
    })
  })

  test('0 cannot be set', () => {
    const pool = {
      tcp: { maxConnections: 0 },
      http: { http1MaxPendingRequests: 0, http2MaxRequests: 0, maxRetries: 0 },
    }
    expect(connectionSettings(pool, undefined, {}).limits).toEqual({})
  })

  test('every limit has its Envoy name', () => {
    const pool = {
      tcp: { maxConnections: 1, connectTimeout: '3s' },
      http: { http1MaxPendingRequests: 2, http2MaxRequests: 3, maxRetries: 4, maxRequestsPerConnection: 5 },
    }
    expect(connectionSettings(pool, undefined, { connectTimeout: '7s' })).toMatchObject({
      limits: { maxConnections: 1, maxPendingRequests: 2, maxRequests: 3, maxRetries: 4 },
      connectTimeoutNs: 3 * SECOND,
      maxRequestsPerConnection: 5,
    })
    expect(connectionSettings({}, undefined, { connectTimeout: '7s' }).connectTimeoutNs).toBe(7 * SECOND)
  })

  test('the idle timeout of HTTP comes before that of TCP', () => {
    const tcp = { idleTimeout: '30s' }
    expect(connectionSettings({ tcp }, undefined, {}).idleTimeoutNs).toBe(30 * SECOND)
    expect(connectionSettings({ tcp, http: { idleTimeout: '7s' } }, undefined, {}).idleTimeoutNs).toBe(7 * SECOND)
  })

  test('the maximal duration of connections is that of TCP', () => {
    const tcp = { maxConnectionDuration: '20s' }
    expect(connectionSettings({ tcp }, undefined, {}).maxConnectionDurationNs).toBe(20 * SECOND)
  })

  test('a retry budget has Envoy’s defaults', () => {
    expect(connectionSettings(undefined, {}, {}).limits.retryBudget).toEqual({ percent: 20, minConcurrency: 3 })
    expect(connectionSettings(undefined, { percent: 0.5, minRetryConcurrency: 9 }, {}).limits.retryBudget).toEqual({
      percent: 0.5,
      minConcurrency: 9,
    })
  })
})

describe('HTTP/2 upstream', () => {
  const UPGRADE = { h2UpgradePolicy: 'UPGRADE' }
  test.each([
    ['HTTP', {}, {}, 'no'],
    ['HTTP2', {}, {}, 'yes'],
    ['GRPC', {}, {}, 'yes'],
    ['TCP', {}, {}, 'no'],
    ['Unsupported', {}, {}, 'as downstream'],
    ['HTTP', { http: UPGRADE }, {}, 'yes'],
    ['Unsupported', { http: UPGRADE }, {}, 'yes'],
    ['HTTP', {}, UPGRADE, 'yes'],
    ['Unsupported', {}, UPGRADE, 'as downstream'],
    ['HTTP', { http: { h2UpgradePolicy: 'DO_NOT_UPGRADE' } }, UPGRADE, 'no'],
    ['HTTP2', { http: { useClientProtocol: true } }, {}, 'as downstream'],
    ['HTTP', { http: { useClientProtocol: true, ...UPGRADE } }, {}, 'yes'],
  ] as const)('%s with pool %j in mesh %j: %s', (protocol, pool, meshConfig, http2) => {
    expect(upstreamHttp2(protocol, pool, meshConfig, false)).toBe(http2)
  })

  test('gateways do not sniff', () => {
    expect(upstreamHttp2('Unsupported', undefined, {}, true)).toBe('no')
  })
})
