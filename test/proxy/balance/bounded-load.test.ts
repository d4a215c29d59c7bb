import { beforeAll, describe, expect, it } from 'vitest'
import { BoundedLoad, shuffledIndices } from '../../../src/proxy/balance/bounded-load.ts'
import { CircuitBreaker } from '../../../src/proxy/breaker.ts'
import { hash64, hashValue, initHash } from '../../../src/proxy/hash.ts'
import { Upstream } from '../../../src/proxy/upstream.ts'
import { assignmentOf, clusterOf, hostTable, scripted } from '../hosts.ts'
import { shares } from './shares.ts'

beforeAll(initHash)

/** Orders of Envoy's bounded_load_hlb_test.cc. */
describe('the order in which a seed goes through five hosts', () => {
  it.each([
    [2, [2, 1, 0, 4, 3]],
    [6, [4, 0, 2, 3, 1]],
    [7, [0, 1, 4, 3, 2]],
  ])('seed %i', (seed, order) => {
    expect([...shuffledIndices(seed, 5)]).toEqual(order)
  })
})

/**
 * Five equal hosts under a table that leads hash h to host h, at 100 percent with five requests counted for: one place
 * each. Seed 2 goes through them in the order 2, 1, 0, 4, 3.
 */
describe('a request of hash 2', () => {
  it.each([
    ['goes to host 2, which has room', [1, 1, 1, 1, 0], 2],
    ['passes on to host 1 where host 2 is full', [0, 0, 2, 0, 0], 1],
    ['and to host 4 where 0 and 1 are full, too', [2, 2, 2, 0, 0], 4],
    ['to the least full of all, the first of those that tie', [3, 3, 5, 4, 4], 1],
    ['which may be its own', [3, 3, 2, 3, 3], 2],
  ])('%s', (_, active, host) => {
    const hosts = hostTable(5)
    hosts.active.set(active)
    const limits = new CircuitBreaker({})
    limits.requests = 4
    const table = { size: 5, lookup: ({ low }: { readonly low: number }) => low }
    const bounded = new BoundedLoad(table, shares(['0', '1', '2', '3', '4']), 100, hosts, limits)
    expect(bounded.lookup({ high: 0, low: 2 }, 0)).toBe(host)
  })
})

/** Recorded: each request is held while the next one is sent. */
it('a full host passes the request on, at 120 percent of the fair share', () => {
  const addresses = [1, 2, 3, 4, 5].map(i => ({ address: `127.88.2.${i}:8080` }))
  const cluster = clusterOf({ balancer: { kind: 'RING_HASH', hashBalanceFactor: 120 } })
  const upstream = new Upstream({ cluster, workers: 1, rng: scripted(0), nowNs: 0 })
  upstream.update(assignmentOf(addresses), 0)
  const keys = [...new Array(14).fill('alice'), 'bob', 'bob', 'carol', 'carol', 'dave', 'dave', 'bob', 'alice']
  const hosts = keys.map((key, row) => {
    const slot = upstream.chooseHashed(0, hashValue(hash64(key)), 0)
    upstream.pools.request(0, slot, row, 0)
    upstream.pools.connected(0, slot, 0)
    return slot
  })
  expect(hosts).toEqual([2, 2, 4, 4, 2, 4, 1, 1, 2, 4, 1, 1, 2, 4, 1, 3, 3, 3, 0, 0, 1, 2])
})
