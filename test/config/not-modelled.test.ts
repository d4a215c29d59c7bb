import { expect, test } from 'vitest'
import { readMesh } from '../../src/config/read-mesh.ts'

/** Paths of the fields of one resource that have no effect. */
function ignoredFields(kind: string, spec: object): readonly string[] {
  const text = JSON.stringify({ apiVersion: 'networking.istio.io/v1', kind, metadata: { name: 'x' }, spec })
  const { notModelled, diagnostics } = readMesh([{ path: 'x.yaml', text }])
  expect(diagnostics.filter(({ level }) => level === 'error')).toEqual([])
  return notModelled.map(({ what }) => what.replace(`${kind}/default/x `, ''))
}

test('settings of a DestinationRule without effect are listed wherever a policy can hold them', () => {
  const policy = {
    loadBalancer: { simple: 'RANDOM' },
    connectionPool: {
      tcp: { maxConnections: 1, maxConnectionDuration: '10s' },
      http: { maxRetries: 1, maxConcurrentStreams: 5 },
    },
  }
  const names = ['connectionPool.http.maxConcurrentStreams']
  const places: [string, object][] = [
    ['spec.trafficPolicy', { trafficPolicy: policy }],
    ['spec.subsets[0].trafficPolicy', { subsets: [{ name: 'v1', trafficPolicy: policy }] }],
    [
      'spec.trafficPolicy.portLevelSettings[0]',
      { trafficPolicy: { portLevelSettings: [{ port: { number: 80 }, ...policy }] } },
    ],
  ]
  for (const [place, spec] of places) {
    expect(ignoredFields('DestinationRule', { host: 'x', ...spec })).toEqual(names.map(name => `${place}.${name}`))
  }
})

test('so are the interval of a retry budget and the status codes of outlier detection', () => {
  const trafficPolicy = {
    retryBudget: { percent: 20, budgetInterval: '1s' },
    outlierDetection: { consecutive5xxErrors: 5, outlierDetectionHttpErrorCodes: [429] },
  }
  expect([...ignoredFields('DestinationRule', { host: 'x', trafficPolicy })].sort()).toEqual([
    'spec.trafficPolicy.outlierDetection.outlierDetectionHttpErrorCodes',
    'spec.trafficPolicy.retryBudget.budgetInterval',
  ])
})

test('settings with an effect are not listed', () => {
  const trafficPolicy = { loadBalancer: { simple: 'RANDOM' }, connectionPool: { tcp: { maxConnections: 1 } } }
  expect(ignoredFields('DestinationRule', { host: 'x', trafficPolicy })).toEqual([])
})
