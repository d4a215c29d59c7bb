import { expect, test } from 'vitest'
import { bySharedLabels } from '../../../../src/compile/istio/locality/failover-priority.ts'
import { group, priorities, weights } from './localities.ts'

test('the first label that differs decides, and a locality is split', () => {
  const groups = [group('r/z', { a: '1', b: '1' }, { a: '1', b: '2' }, { a: '2', b: '1' }, { a: '1', b: '1' })]
  const split = bySharedLabels(groups, { a: '1', b: '1' }, ['a', 'b'])
  expect(priorities(split)).toEqual(['r/z 0', 'r/z 1', 'r/z 2'])
  expect(weights(split)).toEqual(['r/z 2', 'r/z 1', 'r/z 1'])
  expect(split[0].members.map(({ endpoint }) => endpoint.address)).toEqual(['r/z 0', 'r/z 3'])
})

test('a label that neither side has is shared', () => {
  expect(priorities(bySharedLabels([group('r/z', {}, { a: '1' })], {}, ['a']))).toEqual(['r/z 0', 'r/z 1'])
})

test('`label=value` asks for that value, whatever the caller has', () => {
  const split = bySharedLabels([group('r/z', { v: '1' }, { v: '2' })], { v: '1' }, ['v=2'])
  expect(split[0].members.map(({ endpoint }) => endpoint.address)).toEqual(['r/z 1'])
})

test('another network in first place costs most, but the walk goes on', () => {
  const network = 'topology.istio.io/network'
  const region = 'topology.kubernetes.io/region'
  const groups = [
    group('near', { [network]: 'n2', [region]: 'r1' }),
    group('far', { [network]: 'n2', [region]: 'r2' }),
    group('own', { [network]: 'n1', [region]: 'r2' }),
  ]
  expect(priorities(bySharedLabels(groups, { [network]: 'n1', [region]: 'r1' }, [network, region]))).toEqual([
    'own 0',
    'near 1',
    'far 2',
  ])
})
