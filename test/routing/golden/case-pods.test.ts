import { describe, expect, it } from 'vitest'
import { expandPods } from '../../../src/compile/istio/pods/expand.ts'
import { FROM_FILES } from '../../../src/compile/istio/pods/placement.ts'
import { podId } from '../../../src/dataplane/pod.ts'
import { markPods, type PodConditions } from '../../../src/routing/golden/case-pods.ts'
import { deployment, meshOf, meshOfClusters } from '../../compile/istio/mesh-of.ts'

const three = deployment('web', { replicas: 3 })
const oneCluster = expandPods(meshOf(three), FROM_FILES).pods
const twoClusters = expandPods(meshOfClusters({ a: three, b: three }), FROM_FILES).pods

function statesOf(pods: typeof oneCluster, conditions: PodConditions): readonly string[] {
  return markPods(pods, conditions)
    .filter(({ ready, serving, terminating }) => !ready || !serving || terminating)
    .map(pod => [podId(pod), pod.ready && 'ready', pod.serving && 'serving', pod.terminating && 'terminating'])
    .map(parts => parts.filter(Boolean).join(' '))
}

describe('states of recorded pods', () => {
  it('not ready, terminating and serving, terminating and not', () => {
    const conditions = { notReady: ['web-0'], terminating: ['web-1'], terminatingNotServing: ['web-2'] }
    expect(statesOf(oneCluster, conditions)).toEqual([
      'default/web-0',
      'default/web-1 serving terminating',
      'default/web-2 terminating',
    ])
  })

  it('of several clusters are named with their cluster', () => {
    expect(statesOf(twoClusters, { notReady: ['b/web-1'] })).toEqual(['b/default/web-1'])
    expect(statesOf(twoClusters, { notReady: ['web-1'] })).toEqual([])
  })
})
