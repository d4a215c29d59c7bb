import { expect, test } from 'vitest'
import { compileIstio } from '../../../../src/compile/istio/compile.ts'
import { expandPods } from '../../../../src/compile/istio/pods/expand.ts'
import { LOCAL_CLUSTER } from '../../../../src/dataplane/cluster.ts'
import type { LoadAssignment } from '../../../../src/dataplane/endpoint.ts'
import { deployment, documents, istio, meshOf, service } from '../mesh-of.ts'

const ZONES = ['eu/a', 'eu/b', 'us/c', 'ap/d'].map(text => {
  const [region, zone] = text.split('/')
  return { region, zone, subzone: '' }
})
const DISCOVERS = `proxyMetadata: { ISTIO_META_ENABLE_SELF_DISCOVERY: "true" }`
const CLUSTER = 'outbound|80||web.default.svc.cluster.local'

/** Tables of `client-0` in eu/a; all workloads have a pod in each of four zones. */
function tablesOf(loadBalancer: object, meshConfig = `defaultConfig: { ${DISCOVERS} }`, annotation?: string) {
  const client = JSON.parse(deployment('client', { replicas: 4 }))
  if (annotation) client.spec.template.metadata.annotations = { 'proxy.istio.io/config': annotation }
  const mesh = meshOf(
    documents(
      JSON.stringify(client),
      service('client'),
      deployment('web', { replicas: 4 }),
      service('web'),
      istio('DestinationRule', 'web', 'default', { host: 'web', trafficPolicy: { loadBalancer } }),
    ),
    { meshConfig },
  )
  const { pods } = expandPods(mesh, { zones: ZONES, spread: () => undefined, replicas: () => undefined })
  const pod = pods.find(({ name }) => name === 'client-0')!
  return compileIstio({ mesh, pods }).tablesFor({ ...pod, kind: 'sidecar' })
}

const places = (assignment: LoadAssignment | undefined) =>
  assignment?.localities.map(({ priority, locality }) => `${priority} ${locality.region}/${locality.zone}`)

test('the own workload is known in the own region, where the proxy is told to discover it', () => {
  const own = ['0 eu/a', '0 eu/b']
  expect(places(tablesOf({}).loadAssignment(LOCAL_CLUSTER))).toEqual(own)
  expect(places(tablesOf({}, '{}', DISCOVERS).loadAssignment(LOCAL_CLUSTER))).toEqual(own)
  expect(tablesOf({}, '{}').loadAssignment(LOCAL_CLUSTER)).toBeUndefined()
  const off = DISCOVERS.replace('true', 'false')
  expect(tablesOf({}, `defaultConfig: { ${DISCOVERS} }`, off).loadAssignment(LOCAL_CLUSTER)).toBeUndefined()
})

test('priorities are regions: the own, that of the failover, all others', () => {
  const tables = tablesOf({ zoneAwareLbSetting: { minClusterSize: 2, failover: [{ from: 'eu', to: 'us' }] } })
  expect(places(tables.loadAssignment(CLUSTER))).toEqual(['0 eu/a', '0 eu/b', '1 us/c', '2 ap/d'])
  expect(tables.cluster(CLUSTER)).toMatchObject({
    localityWeighted: false,
    zoneAware: { enabled: true, minClusterSize: 2 },
  })
})

test('turned off, it makes no priorities and tells Envoy so', () => {
  const tables = tablesOf({ zoneAwareLbSetting: { enabled: false, failover: [{ from: 'eu', to: 'us' }] } })
  expect(new Set(places(tables.loadAssignment(CLUSTER))?.map(text => text[0]))).toEqual(new Set(['0']))
  expect(tables.cluster(CLUSTER)?.zoneAware).toEqual({ enabled: false })
})

test('of the mesh, where no rule speaks', () => {
  const tables = tablesOf({ simple: 'RANDOM' }, 'zoneAwareLbSetting: { enabled: true }')
  expect(tables.cluster(CLUSTER)?.zoneAware).toEqual({ enabled: true })
})
