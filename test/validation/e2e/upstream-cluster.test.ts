import { describe, expect, it } from 'vitest'
import type { ProxySettings } from '../../../src/validation/e2e/recording.ts'
import { outlierOf, retryOf, upstreamCluster } from '../../../src/validation/e2e/upstream-cluster.ts'

const SETTINGS: ProxySettings = {
  workers: 1,
  cluster: { type: 'EDS', lb_policy: 'LEAST_REQUEST', connect_timeout: '10s' },
  outlier: new Map([['reviews', { consecutive_5xx: 3, interval: '5s', enforcing_success_rate: 0 }]]),
  panicWithOutlier: 0,
  idleTimeoutNs: 3600e9,
  choiceCount: 2,
  mergeWindowNs: 1e9,
  routes: new Map(),
  backOffBaseNs: 25e6,
}

describe('upstreamCluster', () => {
  it('has Envoy’s defaults where the recording says nothing', () => {
    expect(upstreamCluster('details', SETTINGS)).toMatchObject({
      connectTimeoutNs: 10e9,
      // envoy.config.cluster.v3.CircuitBreakers.Thresholds
      limits: { maxConnections: 1024, maxPendingRequests: 1024, maxRequests: 1024, maxRetries: 3 },
      panicThreshold: 50,
      maxRequestsPerConnection: 0,
    })
    expect(upstreamCluster('details', SETTINGS)).not.toHaveProperty('outlier')
  })

  it('outlier detection switches the panic threshold', () => {
    const { outlier, panicThreshold } = upstreamCluster('reviews', SETTINGS)
    expect(panicThreshold).toBe(0)
    expect(outlier).toMatchObject({ consecutive5xx: 3, intervalNs: 5e9, baseEjectionTimeNs: 30e9 })
    // Judged all the same: Envoy counts what it detects and does not enforce.
    expect(outlier).toMatchObject({ successRate: { enforcing: 0 } })
  })

  it('refuses a field that it does not know', () => {
    const cluster = { ...SETTINGS.cluster, slow_start_config: {} }
    expect(() => upstreamCluster('details', { ...SETTINGS, cluster })).toThrow(/slow_start_config/)
  })
})

describe('outlierOf', () => {
  it('has all of Envoy’s defaults', () => {
    // envoy.config.cluster.v3.OutlierDetection
    expect(outlierOf({ path: '', value: {} })).toMatchObject({
      consecutive5xx: 5,
      consecutiveGatewayFailure: 5,
      enforcingConsecutiveGatewayFailure: 0,
      intervalNs: 10e9,
      baseEjectionTimeNs: 30e9,
      maxEjectionTimeNs: 300e9,
      maxEjectionPercent: 10,
      successRate: { enforcing: 100, minimumHosts: 5, requestVolume: 100, stdevFactor: 1900 },
    })
  })
})

describe('retryOf', () => {
  it('has Envoy’s defaults', () => {
    expect(retryOf({ path: '', value: { retry_on: '5xx' } }, 25e6)).toMatchObject({
      on: '5xx',
      attempts: 1,
      perTryTimeoutNs: 0,
      hostPredicates: [],
      hostSelectionMaxAttempts: 1,
      backOffBaseNs: 25e6,
    })
  })

  it('refuses a host predicate that it does not know', () => {
    const policy = { retry_on: '5xx', retry_host_predicate: ['omit_canary_hosts'] }
    expect(() => retryOf({ path: '', value: policy }, 25e6)).toThrow(/omit_canary_hosts/)
  })
})
