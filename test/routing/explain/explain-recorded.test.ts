import { describe, expect, it } from 'vitest'
import type { AttemptRecord } from '../../../src/measure/attempt-record.ts'
import { recordedHops } from '../../../src/routing/explain/explain-recorded.ts'

const record = (hop: number, attempt = 1, rest: Partial<AttemptRecord> = {}): AttemptRecord => ({
  source: 'users',
  request: 3,
  hop,
  attempt,
  proxy: 'web-0',
  to: 'default/cart',
  workload: 'default/cart-v1',
  version: 'v1',
  zone: '',
  pod: 'cart-v1-0',
  startNs: 0,
  endNs: 1,
  outcome: 'ok',
  status: 200,
  flags: '',
  ...rest,
})

describe('hops of a recorded request', () => {
  it('are a tree by their addresses: parent * 256 + 1 + 4 * position + try - 1', () => {
    // The records come in the order in which the attempts ended.
    const hops = recordedHops([record(257), record(261, 2), record(261, 1), record(1), record(0)])
    expect(hops.map(({ hop, depth }) => [hop, depth])).toEqual([
      [0, 0],
      [1, 1],
      [257, 2],
      [261, 2],
    ])
    expect(hops[3].attempts.map(({ attempt }) => attempt)).toEqual([1, 2])
  })

  it('marks mirrored copies', () => {
    const copy = 1 + 4 * 63
    expect(recordedHops([record(0), record(copy)]).map(({ isCopy }) => isCopy)).toEqual([false, true])
  })

  it('keeps a hop whose caller is not recorded', () => {
    expect(recordedHops([record(257)]).map(({ hop, depth }) => [hop, depth])).toEqual([[257, 0]])
  })
})
