import { expect, test } from 'vitest'
import { callerOf, endpointsOf } from '../cluster/clusters-of.ts'
import { deployment, documents, meshOf, service } from '../mesh-of.ts'

const DB = 'outbound|80||db.default.svc.cluster.local'

const endpoints = JSON.stringify({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'db', namespace: 'default' },
  subsets: [
    {
      addresses: [{ ip: '192.0.2.1' }, { ip: '192.0.2.2' }],
      notReadyAddresses: [{ ip: '192.0.2.3' }],
      ports: [{ name: 'http', port: 8080 }],
    },
  ],
})

const sent = (...parts: readonly string[]) =>
  endpointsOf(callerOf(meshOf(documents(deployment('client'), ...parts)), 'default/client'), DB)

test('an Endpoints object serves a Service without selector; what is not ready is left out', () => {
  expect(sent(service('db', 'default', { selector: undefined }), endpoints)).toEqual([
    '192.0.2.1:8080 0 HEALTHY',
    '192.0.2.2:8080 0 HEALTHY',
  ])
})

test('with a selector the pods of the files count', () => {
  expect(sent(service('db'), deployment('db'), endpoints)).toEqual(['10.1.0.3:80 0 HEALTHY mtls'])
})

test('slices of the same Service replace it', () => {
  const slice = JSON.stringify({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'db-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'db' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.0.2.9'] }],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  })
  expect(sent(service('db', 'default', { selector: undefined }), endpoints, slice)).toEqual([
    '192.0.2.9:8080 0 HEALTHY',
  ])
})
