import { describe, expect, it } from 'vitest'
import { strategyOf, type Turnover, toStart, toStop } from '../../src/engine/rolling-update.ts'

const rolling = (maxSurge: unknown, maxUnavailable: unknown) => ({
  strategy: { rollingUpdate: { maxSurge, maxUnavailable } },
})
const turnover = (change: Partial<Turnover>): Turnover => ({
  replicas: 10,
  started: 0,
  startedAvailable: 0,
  old: 10,
  oldAvailable: change.old ?? 10,
  ...change,
})

describe('a strategy', () => {
  // deploymentutil.ResolveFenceposts: a surge is rounded up, what is unavailable down, and both are never 0.
  it.each([
    ['as Kubernetes has it', {}, 10, 3, 2],
    ['of three replicas', {}, 3, 1, 0],
    ['in numbers', rolling(2, 1), 10, 2, 1],
    ['in percent', rolling('30%', '30%'), 5, 2, 1],
    ['of nothing', rolling(0, 0), 4, 0, 1],
    ['of a surge alone, of few', rolling('0%', '10%'), 4, 0, 1],
  ])('%s', (_, spec, replicas, maxSurge, maxUnavailable) => {
    expect(strategyOf(spec, replicas)).toEqual({ recreates: false, maxSurge, maxUnavailable, minReadyNs: 0 })
  })

  it('may end all old pods first, and wait until new ones have been ready for a while', () => {
    const spec = { strategy: { type: 'Recreate' }, minReadySeconds: 5 }
    expect(strategyOf(spec, 4)).toMatchObject({ recreates: true, minReadyNs: 5e9 })
  })
})

describe('new pods that start', () => {
  // Cases of Kubernetes' TestDeploymentController_reconcileNewReplicaSet.
  it.each([
    [0, 10, 0, 0],
    [2, 10, 0, 2],
    [2, 5, 0, 7],
    [2, 10, 2, 0],
    [2, 0, 10, 0],
  ])('surge %i, %i old and %i new pods: %i', (maxSurge, old, started, more) => {
    expect(toStart(turnover({ old, started }), strategyOf(rolling(maxSurge, 1), 10))).toBe(more)
  })
})

describe('old pods that stop', () => {
  // Cases of Kubernetes' TestDeploymentController_reconcileOldReplicaSets.
  it.each([
    ['none may be missing', 0, { old: 10, oldAvailable: 10 }, 0, 0],
    ['two may be missing', 2, { old: 10, oldAvailable: 10 }, 0, 2],
    ['two are not available already', 2, { old: 10, oldAvailable: 8 }, 2, 0],
    ['one is not available', 2, { old: 10, oldAvailable: 9 }, 1, 1],
    ['the new ones are not available', 2, { old: 8, oldAvailable: 8, started: 2 }, 0, 0],
    ['a new one is available', 2, { old: 8, oldAvailable: 8, started: 2, startedAvailable: 1 }, 0, 1],
  ])('%s', (_, maxUnavailable, change, unavailable, available) => {
    expect(toStop(turnover(change), strategyOf(rolling(2, maxUnavailable), 10))).toEqual({ unavailable, available })
  })
})
