import { describe, expect, test } from 'vitest'
import { applyResources, readMesh, readResources } from '../../src/config/read-mesh.ts'

const configMap = (mesh: string, namespace = 'istio-system') => `apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: ${namespace}}
data:
  mesh: |
${mesh.replace(/^/gm, '    ')}
  meshNetworks: 'networks: {}'
`
const operator =
  'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n  meshConfig: {trustDomain: op.example}\n'
const settings = (text: string, options = {}) => readMesh([{ path: 'a.yaml', text }], options).settings

describe('where the settings come from', () => {
  test('nowhere: the defaults of Istio', () => {
    expect(settings('')).toEqual({
      istio: '1.32',
      meshConfig: {},
      rootNamespace: 'istio-system',
      trustDomain: 'cluster.local',
    })
  })

  test('the ConfigMap istio', () => {
    expect(
      settings(configMap('rootNamespace: control\ntrustDomain: example.org\ndefaultConfig: {concurrency: 4}')),
    ).toEqual({
      istio: '1.32',
      meshConfig: { rootNamespace: 'control', trustDomain: 'example.org', defaultConfig: { concurrency: 4 } },
      rootNamespace: 'control',
      trustDomain: 'example.org',
      meshNetworks: { networks: {} },
    })
  })

  test('only that of the root namespace', () => {
    expect(settings(configMap('trustDomain: x.example', 'other')).trustDomain).toBe('cluster.local')
  })

  test('an IstioOperator, which the ConfigMap beats, which a given file beats', () => {
    expect(settings(operator).trustDomain).toBe('op.example')
    const both = `${operator}---\n${configMap('trustDomain: map.example')}`
    expect(settings(both).trustDomain).toBe('map.example')
    const meshConfigText = { path: 'm.yaml', text: 'trustDomain: file.example\n' }
    expect(settings(both, { meshConfigText, istio: '1.24' })).toMatchObject({
      trustDomain: 'file.example',
      istio: '1.24',
    })
  })

  test('an apply of the ConfigMap changes the settings', () => {
    const mesh = readMesh([{ path: 'a.yaml', text: '' }], { istio: '1.28' })
    const { resources } = readResources([{ path: 'b.yaml', text: configMap('trustDomain: later.example') }])
    expect(applyResources(mesh, resources, 0).settings).toMatchObject({ trustDomain: 'later.example', istio: '1.28' })
  })
})

describe('broken YAML inside the ConfigMap is told', () => {
  const told = (text: string) =>
    readMesh([{ path: 'a.yaml', text }]).diagnostics.map(({ code, place }) => [code, place.line, place.column])

  test('where it stands, in a literal block', () => {
    expect(told(configMap('a: 1\nb: ['))).toEqual([['MS1102', 7, 8]])
  })

  test('at its value with the inner line, in any other text', () => {
    const text = configMap('X').replace('|\n    X', '"a: 1\\nb: ["')
    expect(told(text)).toEqual([['MS1102', 5, 9]])
    expect(readMesh([{ path: 'a.yaml', text }]).diagnostics[0].message).toContain('line 2 of data.mesh')
  })
})

/** As ValidateMeshConfig of pkg/config/validation/agent judges them. */
describe('balancing of the whole mesh', () => {
  const refused = (mesh: string) =>
    readMesh([{ path: 'a.yaml', text: configMap(mesh) }]).diagnostics.map(({ level, message }) => [level, message])
  const locality = (setting: string) => `localityLbSetting: ${setting}\n`
  const zones = (setting: string) => `zoneAwareLbSetting: ${setting}\n`

  test.each([
    [locality('{distribute: [{from: eu, to: {eu: 60, us: 30}}]}'), 'sum to 90'],
    [locality('{distribute: [{from: eu, to: {eu: 0, us: 100}}]}'), '0 is not a percentage'],
    [locality('{distribute: [{from: "*/a", to: {eu: 100}}]}'), 'a wildcard stands once and at the end'],
    [locality('{failover: [{from: eu, to: eu}]}'), 'from a region to itself'],
    [locality('{failover: [{from: eu/a, to: us}]}'), 'eu/a is not a region'],
    [locality('{failover: [{from: eu, to: us}], distribute: [{from: eu, to: {eu: 100}}]}'), 'set together'],
    [zones('{failoverPriority: [topology.kubernetes.io/zone]}'), "can't be a priority here"],
    [zones('{failover: [{from: eu, to: "*"}]}'), 'no wildcard'],
  ])('%s', (mesh, message) => {
    expect(refused(mesh)).toEqual([['error', expect.stringContaining(message)]])
  })

  test('both may be set, and outlier detection is for others to have', () => {
    const both = locality('{failover: [{from: eu, to: us}]}') + zones('{failover: [{from: eu, to: us}]}')
    expect(refused(both)).toEqual([])
  })

  test('told where it stands: in the ConfigMap, an IstioOperator, a file', () => {
    const setting = '{failover: [{from: eu, to: u*}]}'
    const placeOf = (text: string, options = {}) =>
      readMesh([{ path: 'a.yaml', text }], options).diagnostics.map(({ place: { file, line, column } }) => [
        file,
        line,
        column,
      ])
    expect(placeOf(configMap(`rootNamespace: istio-system\n${locality(setting)}`))).toEqual([['a.yaml', 7, 51]])
    expect(placeOf(operator.replace('{trustDomain: op.example}', `{ localityLbSetting: ${setting} }`))).toEqual([
      ['a.yaml', 4, 63],
    ])
    const meshConfigText = { path: 'm.yaml', text: locality(setting) }
    expect(placeOf(operator, { meshConfigText })).toEqual([['m.yaml', 1, 47]])
  })

  test('istiod leaves such a configuration aside, as a whole; what it had stays', () => {
    const bad = `trustDomain: bad.example\n${locality('{failover: [{from: eu, to: eu}]}')}`
    expect(settings(configMap(bad)).trustDomain).toBe('cluster.local')
    const mesh = readMesh([{ path: 'a.yaml', text: configMap('trustDomain: good.example') }])
    const { resources } = readResources([{ path: 'b.yaml', text: configMap(bad) }])
    expect(applyResources(mesh, resources, 0).settings.trustDomain).toBe('good.example')
  })
})

test('a mesh-config file that is no mapping', () => {
  const { diagnostics } = readMesh([], { meshConfigText: { path: 'm.yaml', text: '- a\n' } })
  expect(diagnostics.map(({ code, place }) => [code, place.file])).toEqual([['MS2005', 'm.yaml']])
})
