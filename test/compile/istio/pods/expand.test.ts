import { describe, expect, test } from 'vitest'
import { expandPods } from '../../../../src/compile/istio/pods/expand.ts'
import { nodeZones } from '../../../../src/compile/istio/pods/nodes.ts'
import { FROM_FILES, type Placement } from '../../../../src/compile/istio/pods/placement.ts'
import { podIp, podOf } from '../../../../src/compile/istio/pods/pod.ts'
import { readWorkloads } from '../../../../src/compile/istio/pods/workloads.ts'
import { podId } from '../../../../src/dataplane/pod.ts'
import { localityText } from '../../../../src/kernel/locality.ts'
import { deployment, documents, meshOf, meshOfClusters, node } from '../mesh-of.ts'

const zone = (region: string, name: string) => ({ region, zone: name, subzone: '' })
const THREE_ZONES: Placement = { ...FROM_FILES, zones: [zone('eu', 'a'), zone('eu', 'b'), zone('us', 'c')] }

function podsOf(yaml: string, placement: Placement = FROM_FILES) {
  return expandPods(meshOf(yaml), placement).pods
}

describe('pods of workloads', () => {
  test('are numbered per workload and addressed in file order', () => {
    const pods = podsOf(documents(deployment('b', { replicas: 2 }), deployment('a', { namespace: 'x' })))
    expect(pods.map(({ namespace, name, ip }) => [namespace, name, ip])).toEqual([
      ['default', 'b-0', '10.1.0.2'],
      ['default', 'b-1', '10.1.0.3'],
      ['x', 'a-0', '10.1.0.4'],
    ])
  })

  test('are named with their cluster where a scenario has several, and stand in the zones of it', () => {
    const mesh = { ...meshOfClusters({ east: deployment('web'), west: deployment('web') }), namesClusters: true }
    const clusterZones = new Map([['west', [zone('us', 'c')]]])
    const { pods } = expandPods(mesh, { ...FROM_FILES, zones: [zone('eu', 'a')], clusterZones })
    expect(pods.map(({ workload, name, locality }) => [workload, name, localityText(locality)])).toEqual([
      ['web@east', 'web-0@east', 'eu/a'],
      ['web@west', 'web-0@west', 'us/c'],
    ])
  })

  test('addresses go on into the next block', () => {
    expect(podIp(253)).toBe('10.1.0.255')
    expect(podIp(254)).toBe('10.1.1.0')
  })

  test('carry what the template says', () => {
    const yaml = `
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: data }
spec:
  replicas: 1
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db, version: v2, sidecar.istio.io/inject: "false" } }
    spec:
      serviceAccountName: keeper
      containers:
      - name: db
        ports: [{ name: sql, containerPort: 5432 }]
      - name: exporter
        ports: [{ name: metrics, containerPort: 9100 }, { containerPort: 9101 }]
`
    const [pod] = podsOf(yaml)
    expect(pod).toMatchObject({
      name: 'db-0',
      workload: 'db',
      serviceAccount: 'keeper',
      sidecar: false,
      portNames: { sql: 5432, metrics: 9100 },
      ready: true,
      terminating: false,
    })
    expect(pod.labels.version).toBe('v2')
    expect(pod.place.file).toBe('mesh.yaml')
  })

  test('what a workload of the files has made is not a workload of its own', () => {
    const owned = (kind: string, apiVersion: string, name: string, owner: object) =>
      JSON.stringify({
        apiVersion,
        kind,
        metadata: { name, namespace: 'default', ownerReferences: [owner], labels: { app: 'web' } },
        spec: kind === 'Pod' ? { containers: [] } : { replicas: 1, template: { metadata: { labels: { app: 'web' } } } },
      })
    const yaml = documents(
      deployment('web'),
      owned('ReplicaSet', 'apps/v1', 'web-5d8', { kind: 'Deployment', name: 'web' }),
      owned('Pod', 'v1', 'web-5d8-x1', { kind: 'ReplicaSet', name: 'web-5d8' }),
      owned('Pod', 'v1', 'web-9c7-x2', { kind: 'ReplicaSet', name: 'web-9c7' }),
      owned('Pod', 'v1', 'lonely', { kind: 'ReplicaSet', name: 'gone-77' }),
    )
    expect(podsOf(yaml).map(({ name }) => name)).toEqual(['web-0', 'lonely'])
  })

  test('an autoscaler does not change how many there are', () => {
    const hpa = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: default }
spec: { minReplicas: 5, maxReplicas: 9, scaleTargetRef: { kind: Deployment, name: web, apiVersion: apps/v1 } }
`
    expect(podsOf(documents(hpa, deployment('web', { replicas: 2 })))).toHaveLength(2)
  })
})

describe('placement', () => {
  const localities = (yaml: string, placement: Placement) =>
    podsOf(yaml, placement).map(({ name, locality }) => `${name} ${localityText(locality)}`)

  test('goes round the zones, every workload from the first', () => {
    const yaml = documents(deployment('a', { replicas: 4 }), deployment('b', { replicas: 2 }))
    expect(localities(yaml, THREE_ZONES)).toEqual([
      'a-0 eu/a',
      'a-1 eu/b',
      'a-2 us/c',
      'a-3 eu/a',
      'b-0 eu/a',
      'b-1 eu/b',
    ])
  })

  test('a scenario sets replicas and spread', () => {
    const placement: Placement = {
      ...THREE_ZONES,
      replicas: (_, workload) => (workload === 'a' ? 1 : undefined),
      spread: (_, workload) => (workload === 'b' ? [0, 2, 1] : undefined),
    }
    const yaml = documents(deployment('a', { replicas: 4 }), deployment('b', { replicas: 1 }))
    expect(localities(yaml, placement)).toEqual(['a-0 eu/a', 'b-0 eu/b', 'b-1 eu/b', 'b-2 us/c'])
  })

  test('a node of the files wins over the topology', () => {
    const yaml = documents(node('n1', 'ap', 'z'), deployment('a', { node: 'n1' }), deployment('b'))
    expect(localities(yaml, THREE_ZONES)).toEqual(['a-0 ap/z', 'b-0 eu/a'])
    expect(podsOf(yaml)[0].node).toBe('n1')
    expect(nodeZones(meshOf(yaml)).map(localityText)).toEqual(['ap/z'])
  })

  test('a locality label wins over the node', () => {
    const labels = { app: 'a', 'topology.istio.io/locality': 'x.y.z' }
    const yaml = documents(node('n1', 'ap', 'z'), deployment('a', { node: 'n1', labels }))
    expect(localities(yaml, FROM_FILES)).toEqual(['a-0 x/y/z'])
  })

  test('an unknown node is told with its place, and its pods have no locality', () => {
    const { pods, diagnostics } = expandPods(
      meshOf(documents(node('n1', 'ap', 'z'), deployment('a', { node: 'n2' }))),
      {
        ...THREE_ZONES,
      },
    )
    expect(localityText(pods[0].locality)).toBe('')
    expect(diagnostics.map(({ code, level, place }) => [code, level, place.line])).toEqual([['MS2408', 'warning', 3]])
  })

  const daemon = (nodeSelector: object) =>
    JSON.stringify({
      apiVersion: 'apps/v1',
      kind: 'DaemonSet',
      metadata: { name: 'log', namespace: 'default' },
      spec: {
        selector: { matchLabels: { app: 'log' } },
        template: { metadata: { labels: { app: 'log' } }, spec: { nodeSelector, containers: [] } },
      },
    })

  test('a DaemonSet stands on every node it may, or in every zone', () => {
    const nodes = [node('n1', 'eu', 'a'), node('n2', 'eu', 'b')]
    expect(localities(documents(...nodes, daemon({})), THREE_ZONES)).toEqual(['log-0 eu/a', 'log-1 eu/b'])
    const picky = daemon({ 'topology.kubernetes.io/zone': 'b' })
    expect(localities(documents(...nodes, picky), THREE_ZONES)).toEqual(['log-0 eu/b'])
    expect(localities(daemon({}), THREE_ZONES)).toEqual(['log-0 eu/a', 'log-1 eu/b', 'log-2 us/c'])
  })
})

test('pods that run keep their addresses; new ones get none that is in use', () => {
  const yaml = documents(deployment('a'), deployment('b', { replicas: 2 }))
  const running = podsOf(yaml)
  const scaled = expandPods(
    meshOf(yaml),
    { ...FROM_FILES, replicas: (_, workload) => (workload === 'a' ? 3 : undefined) },
    running,
  ).pods
  expect(scaled.map(({ name, ip }) => `${name} ${ip}`)).toEqual([
    'a-0 10.1.0.2',
    'a-1 10.1.0.5',
    'a-2 10.1.0.6',
    'b-0 10.1.0.3',
    'b-1 10.1.0.4',
  ])
})

test('one more pod of a workload, for scaling', () => {
  const [template] = readWorkloads(meshOf(deployment('web', { replicas: 2 })))
  const pod = podOf(template, 2, { zone: zone('eu', 'b') }, podIp(40))
  expect([pod.name, pod.ip, localityText(pod.locality), pod.ready]).toEqual(['web-2', '10.1.0.42', 'eu/b', true])
})

describe('pods of several clusters', () => {
  const mesh = meshOfClusters({
    west: documents(node('n', 'eu', 'a'), deployment('web', { replicas: 2, node: 'n' })),
    east: documents(node('n', 'us', 'b'), deployment('web', { node: 'n' })),
  })
  const { pods } = expandPods(mesh, FROM_FILES)

  test('have addresses of the range of their cluster, and stand on its nodes', () => {
    expect(pods.map(pod => `${podId(pod)} ${pod.ip} ${localityText(pod.locality)}`)).toEqual([
      'west/default/web-0 10.1.0.2 eu/a',
      'west/default/web-1 10.1.0.3 eu/a',
      'east/default/web-0 10.2.0.2 us/b',
    ])
  })

  test('of one name are different pods when addresses are kept', () => {
    const again = expandPods(mesh, FROM_FILES, pods).pods
    expect(again.map(({ ip }) => ip)).toEqual(pods.map(({ ip }) => ip))
  })

  test('are injected as the namespace of their cluster says', () => {
    const off = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'default', labels: { 'istio-injection': 'disabled' } },
    })
    const mixed = meshOfClusters({ west: deployment('web'), east: documents(off, deployment('web')) })
    expect(expandPods(mixed, FROM_FILES).pods.map(({ sidecar }) => sidecar)).toEqual([true, false])
  })
})
