import { describe, expect, test } from 'vitest'
import type { DestinationRule } from '../../../../src/compile/istio/destination-rule/destination-rule.ts'
import { trafficPolicyFor } from '../../../../src/compile/istio/destination-rule/traffic-policy.ts'
import { NO_PLACE } from '../../../../src/kernel/place.ts'

const origin = { resource: 'DestinationRule/n/web', place: NO_PLACE, why: '' }
const RANDOM = { simple: 'RANDOM' }
const ROUND_ROBIN = { simple: 'ROUND_ROBIN' }
const POOL = { tcp: { maxConnections: 1 } }
const OUTLIER = { consecutive5xxErrors: 1 }
const TLS = { mode: 'SIMPLE' }

function rule(trafficPolicy: object | undefined, subsetPolicy?: object): DestinationRule {
  return {
    host: 'web',
    namespace: 'n',
    exportTo: new Set(),
    trafficPolicy: trafficPolicy as DestinationRule['trafficPolicy'],
    subsets: [{ name: 'v1', labels: {}, trafficPolicy: subsetPolicy as DestinationRule['trafficPolicy'], origin }],
    origin,
  }
}

describe('layers of a traffic policy', () => {
  test('no rule, no policy', () => {
    expect(trafficPolicyFor(undefined, 80, '')).toEqual({})
  })

  test('a subset without policy has that of the rule', () => {
    expect(trafficPolicyFor(rule({ loadBalancer: RANDOM }), 80, 'v1')).toMatchObject({ loadBalancer: RANDOM })
  })

  test('a subset overrides part by part', () => {
    const policy = trafficPolicyFor(rule({ loadBalancer: RANDOM, tls: TLS }, { loadBalancer: ROUND_ROBIN }), 80, 'v1')
    expect(policy).toMatchObject({ loadBalancer: ROUND_ROBIN, tls: TLS })
  })

  test('port-level settings replace the parent as a set', () => {
    const portLevelSettings = [{ port: { number: 80 }, connectionPool: POOL }]
    const top = rule({ loadBalancer: RANDOM, outlierDetection: OUTLIER, tls: TLS, portLevelSettings })
    expect(trafficPolicyFor(top, 80, '')).toEqual({ connectionPool: POOL })
    expect(trafficPolicyFor(top, 81, '')).toEqual({ loadBalancer: RANDOM, outlierDetection: OUTLIER, tls: TLS })
  })

  test('port-level settings of a subset replace everything above', () => {
    const portLevelSettings = [{ port: { number: 80 }, connectionPool: POOL }]
    const layered = rule({ loadBalancer: RANDOM, tls: TLS }, { outlierDetection: OUTLIER, portLevelSettings })
    expect(trafficPolicyFor(layered, 80, 'v1')).toEqual({ connectionPool: POOL })
    expect(trafficPolicyFor(layered, 81, 'v1')).toEqual({ loadBalancer: RANDOM, outlierDetection: OUTLIER, tls: TLS })
  })

  test('a subset over the port level of the rule', () => {
    const portLevelSettings = [{ port: { number: 80 }, connectionPool: POOL, loadBalancer: RANDOM }]
    const layered = rule({ tls: TLS, portLevelSettings }, { loadBalancer: ROUND_ROBIN })
    expect(trafficPolicyFor(layered, 80, 'v1')).toEqual({ connectionPool: POOL, loadBalancer: ROUND_ROBIN })
  })
})
