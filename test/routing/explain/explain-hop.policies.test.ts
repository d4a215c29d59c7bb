import { describe, expect, it } from 'vitest'
import { deployment, documents, istio, service } from '../../compile/istio/mesh-of.ts'
import { explain, lineOf } from './ask.ts'

const LABELS = { istio: 'edge' }

/** A gateway that ends TLS for nobody: plain TCP on 31400, TLS passed through on 31443. */
const MESH = documents(
  deployment('db'),
  service('db', 'default', { ports: [{ name: 'tcp-db', port: 5432 }] }),
  deployment('edge', { labels: LABELS }),
  service('edge', 'default', {
    selector: LABELS,
    ports: [
      { name: 'tcp', port: 31_400 },
      { name: 'tls', port: 31_443 },
    ],
  }),
  istio('Gateway', 'edge', 'default', {
    selector: LABELS,
    servers: [
      { port: { number: 31_400, name: 'tcp', protocol: 'TCP' }, hosts: ['*'] },
      { port: { number: 31_443, name: 'tls', protocol: 'TLS' }, hosts: ['*'], tls: { mode: 'PASSTHROUGH' } },
    ],
  }),
  istio('VirtualService', 'db', 'default', {
    hosts: ['db.example'],
    gateways: ['edge'],
    tcp: [{ match: [{ port: 31_400 }], route: [{ destination: { host: 'db' } }] }],
    tls: [{ match: [{ port: 31_443, sniHosts: ['db.example'] }], route: [{ destination: { host: 'db' } }] }],
  }),
)

const policy = (ports: readonly string[]) => `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: edge }
spec:
  selector: { matchLabels: { istio: edge } }
  action: DENY
  rules:
    - to: [{ operation: { ports: ${JSON.stringify(ports)} } }]
`

const through = async (port: number, denied: string) => {
  const scheme = port === 31_443 ? 'https' : 'http'
  const asked = { from: `gateway:default/edge:${port}`, url: `${scheme}://db.example:${port}/` }
  const text = policy([denied])
  const { hops } = await explain({ 'mesh.yaml': MESH, 'policy.yaml': text }, asked)
  return { hops, line: lineOf(text, '- to') }
}

describe('policies of a gateway for TCP connections', () => {
  for (const port of [31_400, 31_443]) {
    it(`tell at port ${port} which rule ends the connection, and that it goes nowhere`, async () => {
      const { hops, line } = await through(port, String(port))
      expect(hops.map(({ at }) => at)).toEqual(['gateway default/edge'])
      expect(hops[0].trail.find(({ title }) => title === 'policies')).toMatchObject({
        text: 'end the connection at its first byte (rbac_access_denied_matched_policy[ns[default]-policy[edge]-rule[0]])',
        origin: { place: { file: 'policy.yaml', line } },
      })
      expect(hops[0].endings).toEqual([
        { probability: 1, text: "connection closed by the proxy's policies", isFailure: true },
      ])
    })

    it(`let a connection to port ${port} pass that no rule names`, async () => {
      const { hops } = await through(port, '1')
      expect(hops[0].trail.find(({ title }) => title === 'policies')?.text).toBe('let the connection pass')
      expect(hops).toHaveLength(2)
    })
  }
})
