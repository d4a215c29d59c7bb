import { describe, expect, test } from 'vitest'
import { applyResources, readMesh, readResources } from '../../src/config/read-mesh.ts'
import { readText } from './reading.ts'

const service = (name: string, more = '') =>
  `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n${more}spec:\n  ports:\n  - port: 80\n`

describe('lists', () => {
  test('a List and a typed list are unwrapped, their items keep their places', () => {
    const text = `kind: List
apiVersion: v1
items:
- apiVersion: v1
  kind: Namespace
  metadata: {name: shop}
- apiVersion: networking.istio.io/v1
  kind: VirtualServiceList
  items:
  - metadata: {name: web, namespace: shop}
    spec: {hosts: [web], http: [{route: [{destination: {host: web}}]}]}
`
    const mesh = readMesh([{ path: 'list.yaml', text }])
    expect(mesh.diagnostics).toEqual([])
    expect(mesh.resources.map(({ kind, namespace, name, place }) => [kind, namespace, name, place.line])).toEqual([
      ['Namespace', '', 'shop', 4],
      ['VirtualService', 'shop', 'web', 10],
    ])
  })

  test('JSON, with tabs as indentation', () => {
    const text = '{\n\t"apiVersion": "v1",\n\t"kind": "Namespace",\n\t"metadata": {"name": "a"}\n}\n'
    expect(readText(text)).toMatchObject({ names: ['Namespace//a'], errors: [] })
  })
})

describe('identity and age', () => {
  test('a later document replaces an earlier one in its place', () => {
    const files = [
      { path: 'a.yaml', text: `${service('a')}---\n${service('b')}` },
      { path: 'b.yaml', text: service('a', '  labels: {v: two}\n') },
    ]
    const { resources } = readMesh(files)
    expect(resources.map(({ name, labels, place }) => [name, labels, place.file])).toEqual([
      ['a', { v: 'two' }, 'b.yaml'],
      ['b', {}, 'a.yaml'],
    ])
  })

  test('group, kind, namespace, name and cluster make the identity; the version does not', () => {
    const servers = 'servers: [{hosts: ["*"], port: {number: 80, name: http, protocol: HTTP}}]'
    const listeners = 'gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]'
    const gateway = (apiVersion: string, spec = servers) =>
      `apiVersion: ${apiVersion}\nkind: Gateway\nmetadata: {name: g}\nspec: {${spec}}\n`
    const istio = ['v1', 'v1beta1'].map(version => gateway(`networking.istio.io/${version}`))
    const text = [...istio, gateway('gateway.networking.k8s.io/v1', listeners)].join('---\n')
    const { resources } = readMesh([{ path: 'a.yaml', text }])
    expect(resources.map(({ apiVersion }) => apiVersion)).toEqual([
      'networking.istio.io/v1beta1',
      'gateway.networking.k8s.io/v1',
    ])
    const twice = ['east', 'west'].map(cluster => ({ path: 'a.yaml', text: service('a'), cluster }))
    expect(readMesh(twice).resources.map(({ cluster }) => cluster)).toEqual(['east', 'west'])
  })

  test('the creationTimestamp counts; without one it is 2024-01-01T00:00:00Z', () => {
    const dated = service('b', '  creationTimestamp: 2024-03-01T10:00:00Z\n')
    const { resources } = readMesh([{ path: 'a.yaml', text: `${service('a')}---\n${dated}` }])
    expect(resources.map(resource => resource.creationTimeMs)).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 2, 1, 10)])
    expect(readText(service('c', '  creationTimestamp: yesterday\n')).errors).toEqual(['MS2004 5:22'])
  })

  test('applied later: an update keeps place and age, a new resource gets the time of the apply', () => {
    const mesh = readMesh([{ path: 'a.yaml', text: `${service('a')}---\n${service('b')}` }])
    const applied = readResources([
      { path: 't.yaml', text: `${service('b', '  labels: {v: two}\n')}---\n${service('c')}` },
    ])
    const after = applyResources(mesh, applied.resources, 99)
    expect(after.resources.map(({ name, labels, creationTimeMs }) => [name, labels.v, creationTimeMs])).toEqual([
      ['a', undefined, Date.UTC(2024, 0, 1)],
      ['b', 'two', Date.UTC(2024, 0, 1)],
      ['c', undefined, 99],
    ])
    expect(mesh.resources).toHaveLength(2)
  })
})

describe('documents that are no usable resource', () => {
  test('a kind that its group does not have, with the nearest', () => {
    const read = readText('apiVersion: networking.istio.io/v1\nkind: VirtualServcie\nmetadata: {name: a}\n')
    expect(read).toMatchObject({ names: [], errors: ['MS2002 2:7'] })
    expect(read.messages[0]).toContain('did you mean VirtualService?')
  })

  test('a kind of another group', () => {
    const [message] = readText('apiVersion: v1\nkind: Deployment\nmetadata: {name: a}\n').messages
    expect(message).toContain('Deployment belongs to apps')
  })

  test('a version that is not served', () => {
    const read = readText('apiVersion: networking.istio.io/v2\nkind: Sidecar\nmetadata: {name: a}\n')
    expect(read.errors).toEqual(['MS2003 1:13'])
    expect(read.messages[0]).toContain('networking.istio.io/v1beta1')
  })

  test('without apiVersion or kind: an error in a named file, a note in a folder', () => {
    expect(readText('replicas: 3\n').errors).toEqual(['MS2001 1:1'])
    expect(readText('- a\n').errors).toEqual(['MS2001 1:1'])
    const { diagnostics } = readMesh([{ path: 'values.yaml', text: 'kind: x\n' }])
    expect(diagnostics.map(({ code, level }) => [code, level])).toEqual([['MS2001', 'note']])
  })

  test('a document with a duplicate key is not used', () => {
    expect(readText(service('a', 'kind: Service\n'))).toMatchObject({ names: [], errors: ['MS1104 5:1'] })
  })
})

describe('metadata', () => {
  test.each([
    ['no metadata', 'apiVersion: v1\nkind: Namespace\n', 'MS2004 1:1'],
    ['no name', 'apiVersion: v1\nkind: Namespace\nmetadata: {}\n', 'MS2004 3:11'],
    ['generateName', 'apiVersion: v1\nkind: Namespace\nmetadata: {generateName: a-}\n', 'MS2004 3:11'],
    ['a name that is a number', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: 12}\n', 'MS2004 3:18'],
    ['capitals in a name', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: Shop}\n', 'MS2004 3:18'],
    ['a label that is a number', service('a', '  labels: {version: 1}\n'), 'MS2004 5:21'],
    ['an annotation that is a boolean', service('a', '  annotations: {inject: true}\n'), 'MS2004 5:25'],
    ['a label with a space', service('a', '  labels: {version: one two}\n'), 'MS2224 5:21'],
    ['labels as a list', service('a', '  labels: [a]\n'), 'MS2004 5:11'],
  ])('%s', (_name, text, expected) => {
    expect(readText(text)).toMatchObject({ names: [], errors: [expected] })
  })

  test('an unquoted y or n is a name, though kubectl disagrees', () => {
    const read = readText('apiVersion: v1\nkind: Namespace\nmetadata: {name: y}\n')
    expect(read).toMatchObject({ names: ['Namespace//y'], errors: [], warnings: ['MS2004 3:18'] })
  })
})

test('fields and kinds without effect are listed with their places', () => {
  const text = `apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: {name: f}
spec: {}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: j, namespace: jobs}
---
apiVersion: example.com/v1
kind: Whatever
metadata: {name: w}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: d}
spec:
  host: web
  subsets:
  - name: v1
    trafficPolicy:
      tunnel: {targetHost: proxy.example.com, targetPort: 80}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
`
  const mesh = readMesh([{ path: 'a.yaml', text }])
  expect(mesh.diagnostics).toEqual([])
  expect(mesh.notModelled.map(({ what, place }) => [what, place.line, place.column])).toEqual([
    ['EnvoyFilter/default/f', 1, 1],
    ['CronJob/jobs/j', 6, 1],
    ['Whatever/default/w', 10, 1],
    ['DestinationRule/default/d spec.subsets[0].trafficPolicy.tunnel', 22, 7],
  ])
})
