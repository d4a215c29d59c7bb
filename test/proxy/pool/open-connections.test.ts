import { expect, it } from 'vitest'
import { ATTACHED, CONNECT, WAITING } from '../../../src/proxy/pool/pools.ts'
import { HTTP2, setUp } from './set-up.ts'

it('what a server allowed on a connection that is closed does not bind the next one', () => {
  const { pools, ask, done } = setUp({}, HTTP2)
  ask(0)
  pools.connected(0, 0, 0, 1)
  done(0, false)
  expect([ask(1), ask(2)]).toEqual([CONNECT, WAITING])
  expect(pools.connected(0, 0, 0)).toBe(2)
})

it('connections to a host that was drained are kept like any others', () => {
  const { pools, warm, ask, up, done } = setUp()
  warm(1)
  pools.closeIdle(0)
  expect(ask(0)).toBe(CONNECT)
  up()
  done(0)
  expect(ask(1)).toBe(ATTACHED)
})

it('so is the one that was being opened for a row that waits when the host was drained', () => {
  const { pools, ask, up, done } = setUp()
  ask(0)
  pools.closeIdle(0)
  expect(up()).toBe(1)
  done(0)
  expect(ask(1)).toBe(ATTACHED)
})

it('a connection that never came up is not told to have closed', () => {
  const { pools, ask, up, done } = setUp()
  const seen: string[] = []
  pools.observe({
    opened: (pool, number) => seen.push(`${pool} opened ${number}`),
    closed: (pool, number) => seen.push(`${pool} closed ${number}`),
  })
  ask(0)
  up()
  done(0, false)
  ask(1)
  pools.connectFailed(0, 0)
  expect(seen).toEqual(['0 opened 0', '0 closed 0'])
})

it('a row that has its connection cannot give up waiting', () => {
  const { pools, ask, up } = setUp()
  ask(0)
  up()
  expect(() => pools.cancel(0)).toThrow('only a waiting row gives up')
})
