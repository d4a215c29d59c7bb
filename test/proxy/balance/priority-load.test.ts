import { describe, expect, it } from 'vitest'
import { choosePriority, priorityLoad } from '../../../src/proxy/balance/priority-load.ts'

/** `hosts/healthy/degraded/excluded`, the last two 0 where left out. */
function priorities(text: string) {
  return text.split(',').map(each => {
    const [hosts, healthy, degraded = 0, excluded = 0] = each.split('/').map(Number)
    return { hosts, healthy, degraded, excluded }
  })
}

/** Rows of Envoy's load_balancer_impl_base_test.cc: panic threshold 50 unless given. */
describe('priority loads', () => {
  it.each<
    [text: string, healthy: number[], degraded: number[] | undefined, panic: boolean | undefined, threshold?: number]
  >([
    ['4/2,4/2', [70, 30], [0, 0], false],
    ['4/1,2/2', [35, 65], [0, 0], false],
    ['4/1,4/1', [50, 50], [0, 0], true],
    ['4/1/0/3,5/1', [100, 0], [0, 0], false],
    ['4/0/0/4,4/1', [50, 50], undefined, true],
    ['4/0/0/1,6/1/0/2', [40, 60], undefined, true],
    ['5/1,5/1,5/1', [34, 33, 33], [0, 0, 0], true],
    ['5/0,5/0,5/5', [0, 0, 100], [0, 0, 0], false],
    ['5/0,5/0,5/2', [34, 33, 33], [0, 0, 0], true],
    ['5/0/5,5/2/2,5/2', [0, 56, 44], [0, 0, 0], false],
    ['5/0,3/0,2/0', [50, 30, 20], [0, 0, 0], true],
    ['5/0,6/2,3/1', [37, 42, 21], [0, 0, 0], true],
    ['5/0/1,5/0/5,5/1', [0, 0, 28], [28, 44, 0], undefined],
    ['0/0,6/0,3/0', [0, 67, 33], [0, 0, 0], true],
    ['1/0,1/0', [50, 50], undefined, true],
    ['1/0,2/0', [34, 66], undefined, true],
    ['5/0,5/0/2,5/0/1', [0, 0, 0], [0, 67, 33], undefined, 0],
  ])('%s', (text, healthy, degraded, panic, threshold = 50) => {
    const load = priorityLoad(priorities(text), threshold)
    expect(load.healthy).toEqual(healthy)
    if (degraded) expect(load.degraded).toEqual(degraded)
    if (panic !== undefined) expect(new Set(load.panic)).toEqual(new Set([panic]))
  })

  it('without panic all goes to the first priority, which has nobody', () => {
    expect(priorityLoad(priorities('3/0,2/0'), 0)).toEqual({
      healthy: [100, 0],
      degraded: [0, 0],
      panic: [false, false],
    })
  })

  it('half healthy is no panic at 50 percent', () => {
    expect(priorityLoad(priorities('4/2'), 50).panic).toEqual([false])
    expect(priorityLoad(priorities('4/1'), 50).panic).toEqual([true])
  })
})

describe('the choice of a priority', () => {
  it.each([
    [70, 0],
    [71, 1],
    [1, 0],
    [100, 1],
  ])('70/30: %i goes to priority %i', (p, priority) => {
    expect(choosePriority([70, 30], p)).toBe(priority)
  })

  it('is nobody without load', () => {
    expect(choosePriority([0, 0], 1)).toBe(-1)
  })
})
