import { describe, expect, it } from 'vitest'
import type { HopTotal } from '../../src/measure/result.ts'
import { meanNumber, occupancy, sojourn } from '../../src/validation/oracle/closed-forms.ts'
import { deployment, documents, service } from '../compile/istio/mesh-of.ts'
import { expectMean, measure } from './batches.ts'

const MS = 1e6
const mesh = documents(deployment('server'), service('server'))
const meanNs = ({ latency }: HopTotal) => latency.meanNs
const share =
  (outcome: 'ok' | 'rejected') =>
  ({ outcomes, requests }: HopTotal) =>
    (outcomes[outcome] ?? 0) / requests

/** Service times with mean 1 ms, Poisson arrivals, `perMs` of them in a millisecond. */
function station(perMs: number, workers: number, queue: number | 'unbounded', more = 'time: exp(1ms)'): string {
  return `
workloads: { server: { ${more}, concurrency: ${workers}, queue: ${queue} } }
traffic: { load: { to: http://server/, rate: ${perMs * 1000}/s, timeout: none } }
`
}

describe('one station of the real engine, from YAML', { timeout: 300_000 }, () => {
  it('M/M/1 at 50 %: sojourn time, its 99th percentile, utilisation and queue', async () => {
    const { hop, pod } = await measure({
      ...{ mesh, scenario: station(0.5, 1, 'unbounded') },
      ...{ batches: 60, batchSeconds: 48, warmupSeconds: 10 },
    })
    const sojourns = hop('client', 'default/server')
    expectMean(sojourns.map(meanNs), 2 * MS, 0.01)
    // The sojourn time is exponential with rate mu - lambda.
    expectMean(
      sojourns.map(({ latency }) => latency.p99Ns),
      Math.log(100) * 2 * MS,
      0.02,
    )
    expectMean(
      pod('default/server').map(({ utilisationMean }) => utilisationMean),
      0.5,
      0.01,
    )
    expectMean(
      pod('default/server').map(({ queueMean }) => queueMean),
      0.25 / 0.5,
      0.02,
    )
    expect(sojourns.every(({ outcomes, requests }) => outcomes.ok === requests)).toBe(true)
  })

  it('M/M/4 at 60 %: sojourn time by Erlang C', async () => {
    const { hop, pod } = await measure({
      ...{ mesh, scenario: station(2.4, 4, 'unbounded') },
      ...{ batches: 40, batchSeconds: 13, warmupSeconds: 5 },
    })
    expectMean(hop('client', 'default/server').map(meanNs), sojourn(2.4, 1, 4) * MS, 0.01)
    expectMean(
      pod('default/server').map(({ utilisationMean }) => utilisationMean),
      0.6,
      0.01,
    )
  })

  it('M/M/2/5 at 80 %: what finds no place is answered 503 and counts as rejected', async () => {
    const { hop, result } = await measure({
      ...{ mesh, scenario: station(1.6, 2, 3) },
      ...{ batches: 30, batchSeconds: 32, warmupSeconds: 5 },
    })
    const rows = hop('client', 'default/server')
    const probabilities = occupancy(1.6, 1, 2, 5)
    expectMean(rows.map(share('rejected')), probabilities[5], 0.02)
    // By Little's law over all that arrive; a rejected request stays no time.
    expectMean(rows.map(meanNs), (meanNumber(probabilities) / 1.6) * MS, 0.01)
    const codes = result.hops.flatMap(row => Object.keys(row.codes))
    expect([...new Set(codes)].sort()).toEqual(['200', '503'])
  })

  it('M/D/1 at 50 %: sojourn time by Pollaczek and Khinchine', async () => {
    const { hop } = await measure({
      ...{ mesh, scenario: station(0.5, 1, 'unbounded', 'time: 1ms') },
      ...{ batches: 30, batchSeconds: 30, warmupSeconds: 5 },
    })
    expectMean(hop('client', 'default/server').map(meanNs), 1.5 * MS, 0.01)
  })

  it('M/D/1 at 50 %, the worker shared by all: the sojourn time knows the mean of the service time alone', async () => {
    const { hop } = await measure({
      ...{ mesh, scenario: station(0.5, 1, 'unbounded', 'time: 1ms, sharing: processor') },
      ...{ batches: 30, batchSeconds: 40, warmupSeconds: 5 },
    })
    expectMean(hop('client', 'default/server').map(meanNs), 2 * MS, 0.01)
  })
})
