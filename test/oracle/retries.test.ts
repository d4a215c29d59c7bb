import { describe, expect, it } from 'vitest'
import type { HopTotal } from '../../src/measure/result.ts'
import { attemptsPerRequest } from '../../src/validation/oracle/closed-forms.ts'
import { deployment, documents, istio, service } from '../compile/istio/mesh-of.ts'
import { expectMean, measure } from './batches.ts'

const perRequest = ({ attempts, requests }: HopTotal) => attempts / requests
const failed = ({ outcomes, requests }: HopTotal) => (outcomes.error ?? 0) / requests

/** Retries on 5xx by the caller's proxy. */
function retrying(host: string, attempts: number): string {
  const route = [{ destination: { host } }]
  return istio('VirtualService', host, 'default', {
    hosts: [host],
    http: [{ route, retries: { attempts, retryOn: '5xx' } }],
  })
}

describe('retries against the geometric sum', { timeout: 300_000 }, () => {
  it('a server that fails 30 % of its requests, three retries', async () => {
    const { hop } = await measure({
      mesh: documents(deployment('server'), service('server'), retrying('server', 3)),
      scenario: `
workloads: { server: { time: 1ms, concurrency: 1000, errors: { 503: 30% } } }
traffic: { load: { to: http://server/, rate: 1000/s, timeout: none } }
`,
      ...{ batches: 30, batchSeconds: 15, warmupSeconds: 1 },
    })
    const rows = hop('client', 'default/server')
    expectMean(rows.map(perRequest), attemptsPerRequest(0.3, 3), 0.01)
    expectMean(rows.map(failed), 0.3 ** 4, 0.1)
  })

  it('tries of the application and retries of its proxy multiply', async () => {
    const { hop } = await measure({
      mesh: documents(
        ...['front', 'server'].map(name => deployment(name)),
        ...['front', 'server'].map(name => service(name)),
        retrying('server', 2),
      ),
      scenario: `
workloads:
  front: { time: 0ms, concurrency: 1000, calls: [{ to: server, tries: 2 }] }
  server: { time: 1ms, concurrency: 1000, errors: { 500: 50% } }
traffic: { load: { to: http://front/, rate: 1000/s, timeout: none } }
`,
      ...{ batches: 30, batchSeconds: 8, warmupSeconds: 1 },
    })
    const calls = hop('default/front', 'default/server')
    // A call fails when three attempts do: 1/8; the application then tries once more.
    expectMean(calls.map(perRequest), attemptsPerRequest(0.5, 2), 0.01)
    const fronts = hop('client', 'default/front')
    expectMean(
      calls.map(({ requests }, i) => requests / fronts[i].requests),
      1 + 0.5 ** 3,
      0.01,
    )
    expectMean(fronts.map(failed), 0.5 ** 6, 0.1)
    expect(fronts.every(({ attempts, requests }) => attempts === requests)).toBe(true)
  })
})
