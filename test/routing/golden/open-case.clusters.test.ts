import { describe, expect, it } from 'vitest'
import { callerOf, openCase } from '../../../src/routing/golden/open-case.ts'
import { deployment, documents, service } from '../../compile/istio/mesh-of.ts'

const mesh = documents(deployment('client'), service('shop'), deployment('shop'))
const CLUSTER = 'outbound|80||shop.default.svc.cluster.local'

describe('a recorded case of two clusters', () => {
  const golden = openCase({
    name: 'case',
    mesh: '',
    clusters: [
      { cluster: 'west', mesh },
      { cluster: 'east', mesh },
    ],
    expected: '{"id": "c01", "got": {"mtls": true}}',
  })

  it('has callers in each of them, in the first by default', () => {
    const caller = { workload: 'client', namespace: 'default' }
    expect(callerOf(golden, caller)?.cluster).toBe('west')
    expect(callerOf(golden, { ...caller, cluster: 'east' })?.cluster).toBe('east')
    expect(callerOf(golden, { ...caller, cluster: 'north' })).toBeUndefined()
  })

  it('names pods with their cluster', () => {
    const caller = callerOf(golden, { workload: 'client', namespace: 'default' })
    const assignment = caller && golden.dataPlane.tablesFor(caller).loadAssignment(CLUSTER)
    const endpoints = assignment?.localities.flatMap(locality => locality.endpoints) ?? []
    expect(endpoints.map(golden.style.nameOf)).toEqual(['east/shop-0', 'west/shop-0'])
  })
})
