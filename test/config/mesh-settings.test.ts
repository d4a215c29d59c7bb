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

test('broken YAML inside the ConfigMap is told at its value, with the inner line', () => {
  const { diagnostics } = readMesh([{ path: 'a.yaml', text: configMap('a: 1\nb: [') }])
  expect(diagnostics.map(({ code, place }) => [code, place.line, place.column])).toEqual([['MS1102', 5, 9]])
  expect(diagnostics[0].message).toContain('line 2 of data.mesh')
})

test('a mesh-config file that is no mapping', () => {
  const { diagnostics } = readMesh([], { meshConfigText: { path: 'm.yaml', text: '- a\n' } })
  expect(diagnostics.map(({ code, place }) => [code, place.file])).toEqual([['MS2005', 'm.yaml']])
})
