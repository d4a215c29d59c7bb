import { expect, it } from 'vitest'
import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { observe } from './records-of.ts'

const CALLS = 3000
const DISCOVERS = 'proxyMetadata: { ISTIO_META_ENABLE_SELF_DISCOVERY: "true" }'

/** Part of the calls that leave their zone: one caller in each of two zones, four servers in the first and two in the second. */
async function crossing(discovers: boolean): Promise<number> {
  const shop = JSON.parse(deployment('shop', { replicas: 2 }))
  if (discovers) shop.spec.template.metadata.annotations = { 'proxy.istio.io/config': DISCOVERS }
  // Least request would shun servers far away, whose requests are longer under way.
  const random = { host: 'web', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }
  const web = [deployment('web', { replicas: 6 }), service('web'), istio('DestinationRule', 'web', 'default', random)]
  const { records } = await observe({
    mesh: documents(JSON.stringify(shop), service('shop'), ...web),
    scenario: `
duration: 30s
topology: { zones: [r/a, r/b], spread: { shop: [1, 1], web: [4, 2] } }
workloads: { web: { time: 1ms, concurrency: 100 } }
traffic: { app: { to: http://web/, from: shop, rate: ${CALLS / 30}/s, arrivals: even } }
`,
    set: ['network.latency.cross-zone=10ms'],
  })
  expect(records.length).toBeGreaterThan(CALLS - 10)
  return records.filter(({ startNs, endNs }) => endNs - startNs > 5e6).length / records.length
}

const within4Sigma = (seen: number, share: number) =>
  expect(Math.abs(seen - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / CALLS))

it('callers that know themselves stay in their zone as far as its servers suffice', async () => {
  // In the second zone a third of the servers for half of the callers: a third of that half leaves.
  within4Sigma(await crossing(true), 1 / 6)
})

it('callers that do not are spread over all servers', async () => {
  within4Sigma(await crossing(false), 1 / 2)
})
