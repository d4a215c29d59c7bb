import { expect, test } from 'vitest'
import { localitySetting } from '../../../../src/compile/istio/locality/setting.ts'

const OWN = { localityLbSetting: { failover: [{ from: 'a', to: 'b' }] } }
const OFF = { localityLbSetting: { enabled: false } }
const MESH_OFF = { localityLbSetting: { enabled: false } }

test('DestinationRule, then Service, then mesh', () => {
  expect(localitySetting(OWN, 'sameZone', MESH_OFF, true)?.failover).toEqual([{ from: 'a', to: 'b' }])
  expect(localitySetting(undefined, 'sameZone', MESH_OFF, true)).toMatchObject({
    failoverPriority: ['topology.istio.io/network', 'topology.kubernetes.io/region', 'topology.kubernetes.io/zone'],
    forced: true,
  })
  expect(localitySetting(undefined, 'any', {}, true)).toMatchObject({ distribute: [], failover: [], forced: false })
})

test('`enabled: false` at the first that speaks is none', () => {
  expect(localitySetting(OFF, 'sameZone', {}, true)).toBeUndefined()
  expect(localitySetting(undefined, 'any', MESH_OFF, true)).toBeUndefined()
})

test('a setting for zones goes before one for localities beside it, from the release on that knows it', () => {
  const both = { ...OWN, zoneAwareLbSetting: { enabled: true } }
  expect(localitySetting(both, 'sameZone', {}, true)).toMatchObject({ forced: true, zoneAware: { enabled: true } })
  expect(localitySetting(both, 'sameZone', {}, false)?.zoneAware).toBeUndefined()
})
