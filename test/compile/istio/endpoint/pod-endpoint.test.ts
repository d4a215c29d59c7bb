import { describe, expect, test } from 'vitest'
import { healthOf } from '../../../../src/compile/istio/endpoint/pod-endpoint.ts'

describe('health by the conditions of a slice', () => {
  const state = (ready: boolean, serving: boolean, terminating: boolean) => ({ ready, serving, terminating })
  test.each([
    [state(true, true, false), false, 'HEALTHY'],
    [state(true, true, true), false, 'HEALTHY'],
    [state(false, false, false), false, 'UNHEALTHY'],
    [state(false, true, true), false, 'TERMINATING'],
    [state(false, true, true), true, 'DRAINING'],
    [state(false, false, true), true, 'TERMINATING'],
    [state(false, true, false), true, 'UNHEALTHY'],
  ])('%j, keeping sessions %s: %s', (conditions, keepsSessions, health) => {
    expect(healthOf(conditions, keepsSessions)).toBe(health)
  })
})
