import { expect, test } from 'vitest'
import { localitySetting } from '../../../../src/compile/istio/locality/setting.ts'

const OWN = { localityLbSetting: { failover: [{ from: 'a', to: 'b' }] } }
const OFF = { localityLbSetting: { enabled: false } }
const MESH_OFF = { localityLbSetting: { enabled: false } }

test('DestinationRule, then Service, then mesh', () => {
  expect(localitySetting(OWN, 'sameZone', MESH_OFF)?.failover).toEqual([{ from: 'a', to: 'b' }])
  expect(localitySetting(undefined, 'sameZone', MESH_OFF)).toMatchObject({
    failoverPriority: ['topology.istio.io/network', 'topology.kubernetes.io/region', 'topology.kubernetes.io/zone'],
    forced: true,
  })
  expect(localitySetting(undefined, 'any', {})).toMatchObject({ distribute: [], failover: [], forced: false })
})

test('`enabled: false` at the first that speaks is none', () => {
  expect(localitySetting(OFF, 'sameZone', {})).toBeUndefined()
  expect(localitySetting(undefined, 'any', MESH_OFF)).toBeUndefined()
})
