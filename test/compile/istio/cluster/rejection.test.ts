import { expect, test } from 'vitest'
import { deployment, documents, istio, meshOf, service } from '../mesh-of.ts'
import { callerOf } from './clusters-of.ts'

const WEB = 'outbound|80||web.default.svc.cluster.local'
const DB = 'outbound|80||db.default.svc.cluster.local'

const callerWith = (algorithm: object) => {
  const trafficPolicy = { loadBalancer: { consistentHash: { useSourceIp: true, ...algorithm } } }
  const rule = istio('DestinationRule', 'web', 'default', { host: 'web', trafficPolicy })
  return callerOf(meshOf(documents(deployment('client'), service('web'), service('db'), rule)), 'default/client')
    .clusters
}

// Verdicts of Envoy 1.40.0, asked by --mode validate: a ring of 8388609 breaks a bound, one entry of Maglev ends the process.
test.each([
  ['a ring of 8388609', { ringHash: { minimumRingSize: 8_388_609 } }],
  ['the same by the old field', { minimumRingSize: 8_388_609 }],
  ['a Maglev table of one', { maglev: { tableSize: 1 } }],
])('%s: the proxy lacks that cluster alone', (_what, algorithm) => {
  const clusters = callerWith(algorithm)
  expect(clusters.cluster(WEB)).toBeUndefined()
  expect(clusters.refused(WEB)).toBeDefined()
  expect(clusters.names()).not.toContain(WEB)
  expect(clusters.cluster(DB)?.name).toBe(DB)
})

test.each([
  ['the largest ring', { ringHash: { minimumRingSize: 8_388_608 } }],
  ['a ring of 0, which is none', { ringHash: { minimumRingSize: 0 } }],
  ['a Maglev table of two', { maglev: { tableSize: 2 } }],
])('%s is taken', (_what, algorithm) => {
  const clusters = callerWith(algorithm)
  expect(clusters.cluster(WEB)?.name).toBe(WEB)
  expect(clusters.refused(WEB)).toBeUndefined()
})
