import { describe, expect, test } from 'vitest'
import { callerOf, endpointsOf } from '../cluster/clusters-of.ts'
import { deployment, documents, meshOf, service } from '../mesh-of.ts'

const DB = 'outbound|80||db.default.svc.cluster.local'

const sent = (cluster: string, ...parts: readonly string[]) =>
  endpointsOf(callerOf(meshOf(documents(deployment('client'), ...parts)), 'default/client'), cluster)

describe('EndpointSlices of the files', () => {
  const slice = (name: string, endpoints: readonly object[], labels: object = {}) =>
    JSON.stringify({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, namespace: 'default', labels: { 'kubernetes.io/service-name': 'db', ...labels } },
      addressType: 'IPv4',
      endpoints,
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    })
  const db = service('db', 'default', { selector: undefined })

  test('are the endpoints of a Service without selector; not ready counts as terminating unless denied', () => {
    const endpoints = [
      { addresses: ['192.0.2.1'] },
      { addresses: ['192.0.2.2'], conditions: { ready: false } },
      { addresses: ['192.0.2.3'], conditions: { ready: false, terminating: false } },
    ]
    expect(sent(DB, db, slice('a', endpoints))).toEqual(['192.0.2.1:8080 0 HEALTHY', '192.0.2.3:8080 0 UNHEALTHY'])
  })

  test('may name pods: those that exist are endpoints with all that the pod has', () => {
    const target = (name: string) => ({ kind: 'Pod', name, namespace: 'default' })
    const endpoints = [
      { addresses: ['10.1.0.3'], targetRef: target('pg-0') },
      { addresses: ['10.1.0.99'], targetRef: target('gone-0') },
    ]
    expect(sent(DB, db, deployment('pg'), slice('a', endpoints))).toEqual(['10.1.0.3:8080 0 HEALTHY mtls'])
  })

  test('that Kubernetes wrote for a selector give way to the pods of the files', () => {
    const generated = slice('a', [{ addresses: ['192.0.2.1'] }], {
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    })
    expect(sent(DB, service('db'), deployment('db'), generated)).toEqual(['10.1.0.3:80 0 HEALTHY mtls'])
  })
})
