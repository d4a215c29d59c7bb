import { beforeAll, describe, expect, it } from 'vitest'
import { shuffledIndices } from '../../../src/proxy/balance/bounded-load.ts'
import { hash64, hashValue, initHash } from '../../../src/proxy/hash.ts'
import { Upstream } from '../../../src/proxy/upstream.ts'
import { assignmentOf, clusterOf, scripted } from '../hosts.ts'

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
