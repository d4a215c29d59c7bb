import { expect, it } from 'vitest'
import type { HopTotal } from '../../src/measure/result.ts'
import { sojourn } from '../../src/validation/oracle/closed-forms.ts'
import { deployment, documents, service } from '../compile/istio/mesh-of.ts'
import { expectMean, measure } from './batches.ts'

const MS = 1e6
const meanNs = ({ latency }: HopTotal) => latency.meanNs

const workloads = ['front', 'first', 'second']
const mesh = documents(...workloads.map(name => deployment(name)), ...workloads.map(name => service(name)))

/** What leaves an M/M/c station is a Poisson stream again (Burke), so the second one is M/M/c as well (Jackson). */
it('tandem of two stations behind a front end that takes no time', { timeout: 300_000 }, async () => {
  const { hop } = await measure({
    mesh,
    scenario: `
workloads:
  front: { time: 0ms, concurrency: 100000, calls: [first, second] }
  first: { time: exp(1ms), concurrency: 2, queue: unbounded }
  second: { time: exp(2ms), concurrency: 4, queue: unbounded }
traffic: { load: { to: http://front/, rate: 1000/s, timeout: none } }
`,
    ...{ batches: 50, batchSeconds: 16, warmupSeconds: 5 },
  })
  const first = sojourn(1, 1, 2)
  const second = sojourn(1, 0.5, 4)
  expectMean(hop('default/front', 'default/first').map(meanNs), first * MS, 0.01)
  expectMean(hop('default/front', 'default/second').map(meanNs), second * MS, 0.01)
  expectMean(hop('client', 'default/front').map(meanNs), (first + second) * MS, 0.01)
  expect(hop('client', 'default/front').every(({ outcomes, requests }) => outcomes.ok === requests)).toBe(true)
})
