import { describe, expect, it } from 'vitest'
import { stream } from '../../../src/kernel/rng.ts'
import { LeastRequestBalancer } from '../../../src/proxy/balance/least-request.ts'
import { hostTable, listOf, scripted } from '../hosts.ts'

describe('unequal weights: weight / (active + 1), as in least_request_lb_test.cc', () => {
  it('follow the schedule, each host with the load it has when it goes back in', () => {
    const hosts = hostTable([{ weight: 1 }, { weight: 2 }])
    const balancer = new LeastRequestBalancer(hosts, 0, scripted(0))
    const list = listOf(hosts)
    balancer.refresh([list], 0)
    const picks = (count: number) => Array.from({ length: count }, () => balancer.pick(list, -1, 0)).join('')
    expect(picks(6)).toBe('101101')
    hosts.active[1] = 1
    expect(picks(5)).toBe('10101')
    hosts.active.set([1, 0])
    expect(picks(10)).toBe('0111011110')
  })
})

describe('equal weights: the better of two draws', () => {
  const pick = (active: readonly number[], ...draws: readonly number[]) => {
    const hosts = hostTable(active.length)
    hosts.active.set(active)
    const fractions = draws.map(host => ((host + 0.5) / active.length) * 4_294_967_296)
    const balancer = new LeastRequestBalancer(hosts, 0, scripted(...fractions))
    balancer.refresh([listOf(hosts)], 0)
    return balancer.pick(listOf(hosts), -1, 0)
  }

  it.each([
    ['the second if it has fewer', [2, 1, 0], [0, 1], 1],
    ['the first on a tie', [1, 1, 0], [1, 0], 1],
    ['the first if it has fewer', [0, 1, 0], [0, 1], 0],
    ['one host drawn twice', [5, 0, 0], [0, 0], 0],
  ])('%s', (_, active, draws, expected) => {
    expect(pick(active, ...draws)).toBe(expected)
  })

  it.each([
    [3, [4 / 9, 4 / 9, 1 / 9]],
    [2, [3 / 4, 1 / 4]],
  ])('%i hosts, the last one busy: shares within 4 sigma', (count, expected) => {
    const hosts = hostTable(count)
    hosts.active[count - 1] = 1
    const balancer = new LeastRequestBalancer(hosts, 0, stream(1, 'least-request', count))
    const list = listOf(hosts)
    balancer.refresh([list], 0)
    const picks = 90_000
    const counts = new Array<number>(count).fill(0)
    for (let i = 0; i < picks; i++) counts[balancer.pick(list, -1, 0)]++
    counts.forEach((seen, host) => {
      const share = expected[host]
      expect(Math.abs(seen - picks * share)).toBeLessThan(4 * Math.sqrt(picks * share * (1 - share)))
    })
  })
})

it('one host needs no draw, none has no host', () => {
  const hosts = hostTable(1)
  const balancer = new LeastRequestBalancer(hosts, 0, scripted(0))
  expect(balancer.pick(listOf(hosts), -1, 0)).toBe(0)
  expect(balancer.pick({ id: 0, slots: new Int32Array(0) }, -1, 0)).toBe(-1)
})

describe('settings that Istio never makes', () => {
  const counts = (active: readonly number[], policy: object, picks: number) => {
    const hosts = hostTable(active.length)
    hosts.active.set(active)
    const balancer = new LeastRequestBalancer(hosts, 0, stream(1, 'settings'), policy)
    balancer.refresh([listOf(hosts)], 0)
    const seen = active.map(() => 0)
    for (let i = 0; i < picks; i++) seen[balancer.pick(listOf(hosts), -1, 0)]++
    return seen
  }

  it('a full scan never picks a busy host, and those that tie by chance', () => {
    const [busy, first, alsoBusy, second] = counts([1, 0, 1, 0], { fullScan: true }, 4000)
    expect([busy, alsoBusy]).toEqual([0, 0])
    expect(Math.abs(first - 2000)).toBeLessThan(4 * Math.sqrt(4000 / 4))
    expect(second).toBe(4000 - first)
  })

  it('four choices among three hosts, one busy: it is picked when all four draws meet it (1 of 81)', () => {
    const [busy] = counts([1, 0, 0], { choiceCount: 4 }, 16_200)
    expect(Math.abs(busy - 200)).toBeLessThan(4 * Math.sqrt(200 * (80 / 81)))
  })

  it.each([
    // Weights 1 and 4 with three active at the second: 1 : 4, 1 : 2 and 1 : 1 under the biases.
    [0, 800],
    [0.5, 2000 / 3],
    [1, 500],
  ])('bias %d: %d of 1000 picks', (activeRequestBias, expected) => {
    const hosts = hostTable([{ weight: 1 }, { weight: 4 }])
    hosts.active.set([0, 3])
    const balancer = new LeastRequestBalancer(hosts, 0, scripted(0), { activeRequestBias })
    balancer.refresh([listOf(hosts)], 0)
    const picks = Array.from({ length: 1000 }, () => balancer.pick(listOf(hosts), -1, 0))
    expect(Math.abs(picks.filter(slot => slot === 1).length - expected)).toBeLessThanOrEqual(2)
  })
})
