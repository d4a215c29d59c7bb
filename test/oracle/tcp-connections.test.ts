import { describe, expect, it } from 'vitest'
import type { HopTotal } from '../../src/measure/result.ts'
import { erlangB } from '../../src/validation/oracle/closed-forms.ts'
import { database, tcpPool } from '../engine/tcp-meshes.ts'
import { expectMean, measure } from './batches.ts'

const share =
  (outcome: 'ok' | 'rejected') =>
  ({ outcomes, requests }: HopTotal) =>
    (outcomes[outcome] ?? 0) / requests

describe('maxConnections of a TCP port, from YAML', { timeout: 300_000 }, () => {
  it('agrees with the figures of a printed table of Erlang B', () => {
    // 5 lines offered 5 erlangs lose 28.49 %, 10 offered 5 lose 1.84 %.
    expect(erlangB(5, 5)).toBeCloseTo(0.2849, 4)
    expect(erlangB(5, 10)).toBeCloseTo(0.0184, 4)
  })

  it.each(['exp(100ms)', '100ms', 'uniform(50ms, 150ms)'])(
    'refuses the share of Erlang B, connections lasting %s',
    async duration => {
      const { hop } = await measure({
        mesh: database(1, tcpPool({ maxConnections: 5 })),
        scenario: `
traffic: { app: { to: http://db:5432/, from: shop, rate: 50/s, tcp: { duration: "${duration}" } } }
`,
        ...{ batches: 40, batchSeconds: 50, warmupSeconds: 5 },
      })
      expectMean(hop('client', 'default/db').map(share('rejected')), erlangB(5, 5), 0.03)
      expectMean(hop('client', 'default/db').map(share('ok')), 1 - erlangB(5, 5), 0.03)
    },
  )
})
