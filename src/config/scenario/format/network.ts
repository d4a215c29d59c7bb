import type { Network } from '../scenario.ts'
import { distribution, duration, percent } from './figure.ts'
import { defaulted, object } from './object.ts'
import { meaning, type Shape } from './shape.ts'

const latency = object('latencies', {
  client: defaulted(distribution(), '10ms', 'Between a client outside and the gateway, one way.', {
    example: '18ms',
    reason: 'Our figure for a user on a wired line some hundred kilometres away (20 ms there and back).',
  }),
  'same-zone': defaulted(distribution(), '0.25ms', 'Between two pods of one zone, one way.', {
    example: '0.3ms',
    reason: 'Our figure: clouds keep a zone within about half a millisecond there and back.',
  }),
  'cross-zone': defaulted(distribution(), '0.75ms', 'Between zones of one region, one way.', {
    example: '1.1ms',
    reason: 'Our figure: clouds keep zones within one to two milliseconds there and back.',
  }),
  'cross-region': defaulted(distribution(), '30ms', 'Between regions, one way.', {
    example: 'lognormal(p50=40ms, p99=60ms)',
    reason: 'Our figure: about 6,000 km of fibre at 200,000 km/s.',
  }),
})

export const networkShape: Shape<Network> = meaning(
  object('network', {
    latency: defaulted(latency, {}, 'One-way latencies by distance.', { example: { client: '18ms' } }),
    jitter: defaulted(percent, '0%', 'Uniform part by which each latency varies: 10% is plus or minus a tenth.', {
      example: '10%',
      reason: 'None, so that a latency is what it says.',
    }),
    sidecar: defaulted(distribution(), 'lognormal(p50=0.48ms, p99=1.35ms)', 'Added by each traversal of a proxy.', {
      example: 'lognormal(p50=0.4ms, p99=2ms)',
      reason:
        'Half of what Istio published for 1.12 (istio.io, Performance and Scalability): 1.7 ms at p90 and 2.7 ms at p99 ' +
        'for the two proxies of a call. Halving quantiles is an approximation.',
    }),
    'config-push': defaulted(
      distribution(),
      'lognormal(p50=300ms, p99=2s)',
      'From a change to each proxy having it; drawn per push and proxy, so old and new configuration coexist.',
      {
        reason: 'Our figure for a mesh of some hundred proxies: istiod waits 100 ms for further changes, then pushes.',
      },
    ),
    'endpoint-removal': defaulted(
      duration(),
      '40s',
      'From the death of a node to the removal of its endpoints; a graceful deletion is immediate.',
      { reason: 'node-monitor-grace-period of the Kubernetes controller manager.' },
    ),
  }),
  ({ latency, jitter, sidecar, ...rest }) => ({
    client: latency.client,
    sameZone: latency['same-zone'],
    crossZone: latency['cross-zone'],
    crossRegion: latency['cross-region'],
    jitter,
    sidecar,
    configPush: rest['config-push'],
    endpointRemovalNs: rest['endpoint-removal'],
  }),
)
