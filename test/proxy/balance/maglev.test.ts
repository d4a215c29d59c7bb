import { beforeAll, describe, expect, it } from 'vitest'
import type { HashedHost } from '../../../src/proxy/balance/hash-table.ts'
import { Maglev } from '../../../src/proxy/balance/maglev.ts'
import { hash64, hashValue, initHash } from '../../../src/proxy/hash.ts'
import { shares } from './shares.ts'

beforeAll(initHash)

const PORTS = ['90', '91', '92', '93', '94', '95']
const addresses = (count: number) => PORTS.slice(0, count).map(port => `127.0.0.1:${port}`)
const tableOf = (hosts: readonly HashedHost[], size: number) => {
  const maglev = new Maglev(hosts, size)
  return Array.from({ length: size }, (_, place) => maglev.lookup({ high: 0, low: place }, 0))
}

/** Tables of Envoy's maglev_lb_test.cc; slot 0 is port 90. */
describe('the table', () => {
  it('of addresses', () => {
    expect(tableOf(shares(addresses(6)), 7)).toEqual([2, 4, 0, 1, 5, 0, 3])
  })

  it('of host names', () => {
    expect(tableOf(shares(PORTS), 7)).toEqual([2, 5, 0, 3, 4, 1, 0])
  })

  it('of weights 1 and 2', () => {
    expect(tableOf(shares(addresses(2), [1, 2]), 17)).toEqual([1, 0, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1])
  })

  it('of equal weights', () => {
    expect(tableOf(shares(addresses(2)), 17)).toEqual([1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1])
  })

  it('does not depend on the order of the hosts', () => {
    expect(tableOf(shares(addresses(6)).reverse(), 7)).toEqual([2, 4, 0, 1, 5, 0, 3])
  })

  it('of the default size is shared evenly', () => {
    const maglev = new Maglev(shares(['127.0.0.1:8080', '127.0.0.2:8080', '127.0.0.3:8080']))
    const counts = [0, 0, 0]
    const first: number[] = []
    for (let place = 0; place < maglev.size; place++) {
      const slot = maglev.lookup({ high: 0, low: place }, 0)
      counts[slot]++
      if (place < 10) first.push(slot + 1)
    }
    expect(counts).toEqual([21846, 21846, 21845])
    expect(first).toEqual([1, 1, 3, 1, 3, 1, 2, 2, 3, 2])
    const keys = ['alice', 'bob', 'user-3', 'carol', 'dave', 'user-1', 'user-2', 'session-42']
    expect(keys.map(key => maglev.lookup(hashValue(hash64(key)), 0) + 1)).toEqual([3, 3, 3, 2, 2, 2, 1, 1])
  })
})

describe('a retry', () => {
  it('looks up h XOR (2^64 - attempt)', () => {
    const maglev = new Maglev(shares(addresses(6)), 7)
    for (const hash of [0n, 1n, 5234164152756840025n, 2n ** 64n - 1n]) {
      for (const attempt of [1, 2, 3]) {
        const other = hash ^ (2n ** 64n - BigInt(attempt))
        expect(maglev.lookup(hashValue(hash), attempt)).toBe(maglev.lookup(hashValue(other), 0))
      }
    }
  })
})

it('without hosts has no host', () => {
  expect(new Maglev([]).lookup({ high: 1, low: 2 }, 0)).toBe(-1)
})
