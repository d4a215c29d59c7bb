import { describe, expect, test } from 'vitest'
import { clustersOf, ofConfigCluster } from '../../src/config/clusters.ts'
import { readMesh } from '../../src/config/read-mesh.ts'

const resource = (apiVersion: string, kind: string, name: string, spec: object) =>
  JSON.stringify({ apiVersion, kind, metadata: { name }, spec })
const service = resource('v1', 'Service', 'shop', { ports: [{ port: 80 }] })
const rule = resource('networking.istio.io/v1', 'DestinationRule', 'shop', { host: 'shop' })
const entry = resource('networking.istio.io/v1', 'WorkloadEntry', 'vm', { address: '192.0.2.1' })

function meshOf(...files: readonly (readonly [cluster: string | undefined, ...texts: string[]])[]) {
  return readMesh(
    files.map(([cluster, ...texts], i) => ({ path: `${i}.yaml`, text: texts.join('\n---\n'), cluster })),
    {},
  )
}

describe('clusters', () => {
  test('stand in the order of the files; one without a name where none is named', () => {
    expect(clustersOf(meshOf(['west', service], ['east', service]))).toEqual(['west', 'east'])
    expect(clustersOf(meshOf([undefined, service]))).toEqual([''])
    expect(clustersOf(meshOf())).toEqual([''])
  })

  test('keep resources of the same name apart', () => {
    expect(meshOf(['west', service], ['east', service], ['east', service]).resources).toHaveLength(2)
  })

  test("Istio's resources count in the first one only, WorkloadEntries and Kubernetes' own in all", () => {
    const mesh = ofConfigCluster(meshOf(['west', rule], ['east', service, rule, entry]))
    expect(mesh.resources.map(({ cluster, kind }) => `${cluster} ${kind}`)).toEqual([
      'west DestinationRule',
      'east Service',
      'east WorkloadEntry',
    ])
  })

  test('what nobody reads is listed with its place', () => {
    const { notModelled } = meshOf(['west', rule], ['east', service, rule])
    expect(notModelled).toEqual([
      {
        what: 'DestinationRule/default/shop (not in the config cluster)',
        place: { file: '1.yaml', line: 3, column: 1 },
      },
    ])
  })

  test('settings are those of the first', () => {
    const settings = (trustDomain: string) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'istio', namespace: 'istio-system' },
        data: { mesh: `trustDomain: ${trustDomain}` },
      })
    expect(meshOf(['west', settings('w')], ['east', settings('e')]).settings.trustDomain).toBe('w')
    expect(meshOf(['west', service], ['east', settings('e')]).settings.trustDomain).toBe('cluster.local')
  })
})
