import { describe, expect, it } from 'vitest'
import { SECOND } from '../../../src/kernel/time.ts'
import { RoundRobinBalancer } from '../../../src/proxy/balance/round-robin.ts'
import { SlowStart } from '../../../src/proxy/balance/slow-start.ts'
import { hostTable, listOf } from '../hosts.ts'

function balancer(weights: readonly number[], seed: number) {
  const hosts = hostTable(weights.map(weight => ({ weight })))
  const made = new RoundRobinBalancer(hosts, seed)
  const refresh = (slots: readonly number[]) => {
    const list = { id: 0, slots: Int32Array.from(slots) }
    made.refresh([list], 0)
    return (count: number) => Array.from({ length: count }, () => made.pick(list, -1, 0)).join('')
  }
  return { hosts, refresh, picks: refresh(hosts.current) }
}

/** Sequences of Envoy's round_robin_lb_test.cc. */
describe('equal weights', () => {
  it('go round from the seed', () => {
    expect(balancer([1, 1, 1], 1).picks(4)).toBe('1201')
  })

  it('keep their position when the list changes: only the modulus is new', () => {
    const { picks, refresh } = balancer([1, 1, 1], 0)
    expect(picks(4)).toBe('0120')
    expect(refresh([0, 2])(3)).toBe('020')
  })

  it('equal weights above 1 need no schedule', () => {
    expect(balancer([2, 2, 2], 2).picks(4)).toBe('2012')
  })
})

describe('unequal weights', () => {
  it('follow the schedule; a new weight counts when its host goes back in', () => {
    const { hosts, refresh } = balancer([1, 2, 3], 0)
    const two = refresh([0, 1])
    expect(two(6)).toBe('101101')
    hosts.weight.set([2, 1])
    expect(two(8)).toBe('10010010')
    expect(refresh([0, 1, 2])(12)).toBe('202102202102')
    hosts.weight.set([1, 4])
    expect(refresh([0, 1])(10)).toBe('1110111101')
  })

  it('start at a phase', () => {
    expect(balancer([1, 2], 1).picks(6)).toBe('011011')
  })

  it.each([...'0100100210'].map((first, seed) => [seed, first]))(
    '6:3:1 at phase %i starts with host %s',
    (seed, first) => {
      expect(balancer([6, 3, 1], Number(seed)).picks(1)).toBe(first)
    },
  )

  it.each([
    [[90, 10], '00000000100000000010'],
    [[50, 30, 20], '01020102100102010210'],
    [[5, 1, 1], '00001200000120000012'],
  ])('%j', (weights, sequence) => {
    expect(balancer(weights, 0).picks(sequence.length)).toBe(sequence)
  })

  it('restart at the same phase after every refresh', () => {
    const { picks, refresh } = balancer([5, 1, 1], 7)
    const first = picks(9)
    expect(refresh([0, 1, 2])(9)).toBe(first)
  })
})

/** Two hosts, one old, one added 12 or 20 s ago, window 60 s. */
describe('slow start', () => {
  it.each([
    [12, '00001'],
    [20, '001'],
  ])('a host %i s old', (age, sequence) => {
    const hosts = hostTable(2)
    const slowStart = new SlowStart(hosts, { windowNs: 60 * SECOND, aggression: 1, minWeightPercent: 10 })
    const made = new RoundRobinBalancer(hosts, 0, slowStart)
    hosts.addedNs[1] = 0
    const list = listOf(hosts)
    made.refresh([list], age * SECOND)
    const picks = Array.from(sequence, () => made.pick(list, -1, age * SECOND))
    expect(picks.join('')).toBe(sequence)
  })
})
