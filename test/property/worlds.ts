import fc from 'fast-check'
import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { entryTo } from '../engine/meshes.ts'
import type { ScenarioParts } from '../engine/scenario-of.ts'

/** Traffic ends here; the rest of the run is for what is still under way. */
export const TRAFFIC_ENDS_S = 3
export const DURATION_S = 120

/** Everything that can go wrong with a server, for a short while. */
const troubles = fc.constantFrom(
  ...['kill: back, restart-after: 1s', 'kill: { workload: back, pods: 1 }, restart-after: 500ms', 'kill: front-0'],
  ...['drain: back-1, restart-after: 2s', 'scale: { back: 1 }', 'scale: { back: 5 }', 'slow: back, by: x5, for: 1s'],
  ...['fail-zone: b, for: 1s', 'fail-zone: a', 'black-hole: back-0, for: 1s', 'black-hole: back'],
  ...['cut: { from: front, to: back }, for: 700ms', 'apply: other-rule.yaml', 'apply: other-policy.yaml'],
)

const timeline = fc.array(fc.tuple(fc.integer({ min: 0, max: 3500 }), troubles), { maxLength: 4 })

const rule = fc.record({
  timeout: fc.constantFrom(undefined, '0.03s', '0.2s'),
  retries: fc.constantFrom(
    { attempts: 0 },
    { attempts: 2, retryOn: '5xx,connect-failure' },
    { attempts: 3, retryOn: 'reset,5xx,retriable-4xx', perTryTimeout: '0.02s' },
  ),
  fault: fc.constantFrom(
    undefined,
    { delay: { percentage: { value: 30 }, fixedDelay: '0.05s' } },
    { abort: { percentage: { value: 20 }, httpStatus: 503 } },
  ),
  mirror: fc.constantFrom(undefined, { host: 'copy' }),
})
// A copy without timeout that gets lost would be under way for ever.
const rules = rule.map(drawn => (drawn.timeout === undefined ? { ...drawn, mirror: undefined } : drawn))

const policy = fc.record({
  loadBalancer: fc.constantFrom({ simple: 'ROUND_ROBIN' }, { simple: 'LEAST_REQUEST' }, { simple: 'RANDOM' }),
  connectionPool: fc.constantFrom(
    undefined,
    { tcp: { maxConnections: 3 }, http: { http1MaxPendingRequests: 4 } },
    { http: { http2MaxRequests: 5, maxRetries: 1, h2UpgradePolicy: 'UPGRADE' } },
    { tcp: { connectTimeout: '0.1s' }, http: { maxRequestsPerConnection: 2, http2MaxRequests: 8 } },
  ),
  outlierDetection: fc.constantFrom(
    undefined,
    { consecutive5xxErrors: 2, interval: '0.2s', baseEjectionTime: '0.5s', maxEjectionPercent: 50 },
    { consecutive5xxErrors: 1, interval: '0.1s', baseEjectionTime: '0.3s', maxEjectionPercent: 100 },
  ),
})

const behaviour = fc.record({
  time: fc.constantFrom('1ms', 'exp(5ms)', 'lognormal(p50=5ms, p99=80ms)'),
  concurrency: fc.constantFrom(1, 3, 32),
  queue: fc.constantFrom(0, 2, 1024),
  sharing: fc.constantFrom('fifo', 'processor'),
  errors: fc.constantFrom(undefined, { 503: '10%', 404: '5%' }),
})

const source = fc.constantFrom(
  `rate: 150/s, arrivals: poisson, ramp: [{ at: ${TRAFFIC_ENDS_S}s, over: 0s, to: 0/s }]`,
  `rate: 100/s, arrivals: burst(7), ramp: [{ at: ${TRAFFIC_ENDS_S}s, over: 0s, to: 0/s }]`,
)

/** A gateway, a front end with two pods and a back end with three in two zones, and things that happen to them. */
export const worlds: fc.Arbitrary<ScenarioParts> = fc
  .record({
    ...{
      timeline,
      rule: rules,
      otherRule: rules,
      policy,
      otherPolicy: policy,
      front: behaviour,
      back: behaviour,
      source,
    },
    workers: fc.constantFrom(1, 3),
    calls: fc.constantFrom(
      '[{ to: back, timeout: 300ms }]',
      '[{ to: back, tries: 2, timeout: 100ms, on-error: degrade }]',
      '[[{ to: back, timeout: 1s }, { to: back, timeout: 40ms, on-error: degrade }], { to: back, timeout: 1s }]',
    ),
    latency: fc.constantFrom('0ms', '2ms'),
    sidecar: fc.constantFrom('0ms', 'exp(1ms)'),
    push: fc.constantFrom('0ms', 'uniform(0s, 1s)'),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .map(drawn => ({
    mesh: documents(
      ...['front', 'back', 'copy'].map(name => deployment(name, { replicas: name === 'back' ? 3 : 2 })),
      ...['front', 'back', 'copy'].map(name => service(name)),
      entryTo('front'),
      virtualService(drawn.rule),
      destinationRule(drawn.policy),
    ),
    scenario: `
duration: ${DURATION_S}s
topology: { zones: [a, b] }
workloads:
  front: ${JSON.stringify(drawn.front).replace(/\}$/, `, calls: ${drawn.calls} }`)}
  back: ${JSON.stringify(drawn.back)}
  copy: { time: 3ms }
traffic: { load: { to: http://shop.example/, timeout: 2s, ${drawn.source} } }
timeline:
${drawn.timeline.map(([atMs, what]) => `  - { at: ${atMs}ms, ${what} }`).join('\n') || '  []'}
`,
    set: [
      `network.sidecar=${drawn.sidecar}`,
      `network.config-push=${drawn.push}`,
      `network.endpoint-removal=1s`,
      `mesh.proxy-concurrency=${drawn.workers}`,
      ...['client', 'same-zone', 'cross-zone'].map(distance => `network.latency.${distance}=${drawn.latency}`),
    ],
    seed: drawn.seed,
    files: {
      'other-rule.yaml': virtualService(drawn.otherRule),
      'other-policy.yaml': destinationRule(drawn.otherPolicy),
    },
  }))

function virtualService(drawn: object): string {
  const http = [{ route: [{ destination: { host: 'back' } }], ...drawn }]
  return istio('VirtualService', 'back', 'default', { hosts: ['back'], http })
}

function destinationRule(trafficPolicy: object): string {
  return istio('DestinationRule', 'back', 'default', { host: 'back', trafficPolicy })
}
