import { describe, expect, it } from 'vitest'
import { quickScenario } from '../../src/config/scenario/quick.ts'
import { standingMesh } from '../../src/experiment/standing-mesh.ts'
import { localityText } from '../../src/kernel/locality.ts'
import { deployment, documents, istio, node, service } from '../compile/istio/mesh-of.ts'

function standing(yaml: string, to: string, from?: string, set: readonly string[] = []) {
  const { scenario } = quickScenario(
    { files: ['mesh'], to, from, set },
    { manifests: path => ({ files: [{ path, text: yaml }], diagnostics: [] }), text: () => ({ fault: '' }) },
  )
  if (!scenario) throw new Error('no scenario')
  return standingMesh(scenario)
}

const WEB = documents(service('web'), deployment('web', { replicas: 2 }))
const zonesOf = (yaml: string, set: readonly string[] = []) =>
  standing(yaml, 'http://web/', 'web', set).dataPlane.pods.map(({ locality }) => localityText(locality))

describe('who calls', () => {
  const gateway = istio('Gateway', 'in', 'default', {
    selector: { istio: 'ingressgateway' },
    servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['shop.example'] }],
  })
  const route = istio('VirtualService', 'shop', 'default', {
    hosts: ['shop.example'],
    gateways: ['in'],
    http: [{ route: [{ destination: { host: 'web' } }] }],
  })

  it('is the workload that is named', () => {
    const [caller] = standing(WEB, 'http://web/', 'web').callers
    expect(caller).toMatchObject({ kind: 'workload', port: 80, pod: { name: 'web-0' } })
  })

  it('is the gateway that serves the URL, by the name of its Service', () => {
    const [caller] = standing(documents(WEB, gateway, route), 'http://shop.example/').callers
    expect(caller?.told).toMatchObject({ kind: 'gateway', name: 'istio-ingressgateway', port: 80 })
  })

  it('is a stand-in where no gateway serves it, which is told', () => {
    const { callers, assumed } = standing(documents(WEB, gateway, route), 'http://web/')
    expect(callers[0]?.told).toMatchObject({ kind: 'workload', namespace: 'default', name: 'client' })
    expect(assumed.some(sentence => sentence.startsWith('default/client'))).toBe(true)
  })

  it('is nobody for an unknown name, with a diagnostic', () => {
    const { callers, diagnostics } = standing(WEB, 'http://web/', 'wbe')
    expect(callers).toEqual([undefined])
    expect(diagnostics).toMatchObject([{ code: 'MS3050', level: 'error' }])
  })
})

describe('where pods are', () => {
  const nodes = [node('n1', 'r', 'a'), node('n2', 'r', 'b')]

  it('is unknown without Nodes and topology', () => {
    expect(zonesOf(WEB)).toEqual(['', ''])
  })

  it('is in the zones of the topology', () => {
    expect(zonesOf(WEB, ['topology.zones=[r/a, r/b]'])).toEqual(['r/a', 'r/b'])
  })

  it('is in the zones of the Nodes, when no pod says which Node is its own', () => {
    expect(zonesOf(documents(...nodes, WEB)).sort()).toEqual(['r/a', 'r/b'])
  })

  it('is unknown for a pod without a Node among others that have one', () => {
    expect(zonesOf(documents(...nodes, WEB, deployment('api', { node: 'n2' })))).toEqual(['', '', 'r/b'])
  })
})
