import { describe, expect, test } from 'vitest'
import { expandPods } from '../../../../src/compile/istio/pods/expand.ts'
import { gatewayWorkloads } from '../../../../src/compile/istio/pods/gateway-workloads.ts'
import { FROM_FILES } from '../../../../src/compile/istio/pods/placement.ts'
import { clientStandIn, gatewayStandIns, type StandIns } from '../../../../src/compile/istio/pods/stand-ins.ts'
import { buildRegistry } from '../../../../src/compile/istio/registry/registry.ts'
import type { Mesh } from '../../../../src/config/mesh.ts'
import { localityText } from '../../../../src/kernel/locality.ts'
import { deployment, documents, istio, meshOf, service } from '../mesh-of.ts'

const gateway = (name: string, selector: object, ...ports: readonly number[]) =>
  istio('Gateway', name, 'default', {
    selector,
    servers: ports.map(number => ({
      port: { number, name: `p${number}`, protocol: number === 443 ? 'HTTPS' : 'HTTP' },
      hosts: ['*'],
      ...(number === 443 ? { tls: { mode: 'SIMPLE', credentialName: 'c' } } : {}),
    })),
  })

const INGRESS = { istio: 'ingressgateway' }

const completed = (mesh: Mesh, standIns: StandIns): Mesh => ({
  ...mesh,
  resources: [...mesh.resources, ...standIns.resources],
})

describe('gateways that no workload serves', () => {
  test('get two pods over the zones and the ports of Istio’s install', () => {
    const mesh = meshOf(documents(gateway('a', INGRESS, 80, 9000), gateway('b', INGRESS, 443)))
    const standIns = gatewayStandIns(mesh)
    const full = completed(mesh, standIns)
    const zones = ['a', 'b', 'c'].map(zone => ({ region: 'eu', zone, subzone: '' }))
    const pods = expandPods(full, { ...FROM_FILES, zones }).pods
    expect(pods.map(({ namespace, name, locality }) => [namespace, name, localityText(locality)])).toEqual([
      ['istio-system', 'istio-ingressgateway-0', 'eu/a'],
      ['istio-system', 'istio-ingressgateway-1', 'eu/b'],
    ])
    const [found] = buildRegistry(full).named('istio-ingressgateway.istio-system.svc.cluster.local')
    expect(found.ports.map(({ number, targetPort }) => [number, targetPort])).toEqual([
      [80, 8080],
      [443, 8443],
      [9000, 9000],
    ])
    expect(standIns.assumed).toEqual([
      'istio-system/istio-ingressgateway with 2 pods (ports 80 -> 8080, 443 -> 8443, 9000 -> 9000) serves Gateway/default/a, Gateway/default/b: no workload of the files does',
    ])
    expect(gatewayStandIns(full)).toEqual({ resources: [], assumed: [] })
  })

  test('need nothing where a workload carries the labels', () => {
    const mesh = meshOf(documents(gateway('a', { app: 'gw' }, 80), deployment('gw', { namespace: 'edge' })))
    expect(gatewayStandIns(mesh).resources).toEqual([])
    expect(gatewayWorkloads(mesh).map(({ workload }) => workload)).toEqual(['gw'])
  })

  test('an existing Service is kept, and its pods carry its selector', () => {
    const own = service('istio-ingressgateway', 'istio-system', { selector: { edge: 'yes' } })
    const mesh = meshOf(documents(gateway('a', INGRESS, 80), own))
    const standIns = gatewayStandIns(mesh)
    expect(standIns.resources.map(({ kind }) => kind)).toEqual(['Deployment'])
    const [pod] = expandPods(completed(mesh, standIns), FROM_FILES).pods
    expect(pod.labels).toMatchObject({ edge: 'yes', istio: 'ingressgateway' })
  })

  test('with different selectors get one each', () => {
    const mesh = meshOf(documents(gateway('a', INGRESS, 80), gateway('b', { istio: 'egressgateway' }, 80)))
    expect(gatewayStandIns(mesh).resources.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Deployment istio-ingressgateway',
      'Service istio-ingressgateway',
      'Deployment istio-egressgateway',
      'Service istio-egressgateway',
    ])
  })
})

test('the client is made once', () => {
  const mesh = meshOf(service('web'))
  const standIns = clientStandIn(mesh)
  const [pod] = expandPods(completed(mesh, standIns), FROM_FILES).pods
  expect([pod.namespace, pod.name, pod.sidecar]).toEqual(['default', 'client-0', true])
  expect(standIns.assumed).toHaveLength(1)
  expect(clientStandIn(completed(mesh, standIns)).resources).toEqual([])
})
