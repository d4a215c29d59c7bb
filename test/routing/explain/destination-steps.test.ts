import { expect, it } from 'vitest'
import { explain, lines } from './ask.ts'
import { APPS } from './shop.ts'

/** One more than Envoy's limit of 8388608 entries (RingHashLoadBalancer). */
const RULE = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart }
spec:
  host: cart
  trafficPolicy:
    loadBalancer: { consistentHash: { httpHeaderName: x-user, minimumRingSize: 8388609 } }
`

it('a cluster that Envoy refuses is not there: 503 NC, with the reason', async () => {
  const [hop] = (await explain({ 'apps.yaml': APPS, 'rule.yaml': RULE }, { from: 'web', url: 'http://cart:8080/' }))
    .hops
  expect(lines(hop)).toContain(
    '  missing | Envoy refuses the cluster: minimum_ring_size must be less than or equal to 8388608 | rule.yaml:1',
  )
  expect(hop.endings.map(({ text, probability }) => [text, probability])).toEqual([['503 NC: no such cluster', 1]])
})

it('how long connections may live stands among the limits of their pool', async () => {
  const rule = RULE.replace(/loadBalancer: .*/, 'connectionPool: { tcp: { maxConnectionDuration: 20s } }')
  const [hop] = (await explain({ 'apps.yaml': APPS, 'rule.yaml': rule }, { from: 'web', url: 'http://cart:8080/' }))
    .hops
  expect(lines(hop).join('\n')).toContain('connections live 20s at most')
})
