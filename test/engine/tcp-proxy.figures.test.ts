import { describe, expect, it } from 'vitest'
import { summaryCsv } from '../../src/report/csv/summary.ts'
import { summaryText } from '../../src/report/text/summary.ts'
import { observe } from './records-of.ts'
import { callsAt, database, tcpPool } from './tcp-meshes.ts'

const ASSERT = `
assert:
  connections: [count == 4, rate == 0.2/s]
  sent-bytes: [count == 1000]
  received-bytes: [count == 16000, { count == 8000: during early }, { rate in 410/s..411/s: during late }]
  "connections{pod=db-0}": [count == 2]
  "connections{at=gateway}": [count < 1]
`

/**
 * Four connections of 8 s with 1 kB out and 16 kB back, in turn to two pods; of the two windows the first has the first two. The
 * fifth finds the limit reached. All end after 2 s, with a quarter of their bytes.
 */
async function measured() {
  const scenario = `
duration: 20s
workloads: {}
traffic:
  app: { to: http://db:5432/, from: shop, arrivals: { trace: t.csv }, tcp: { duration: 8s, sent: 1kB, received: 16kB } }
timeline: [{ at: 1ms, mark: early }, { at: 500ms, mark: late }]
${ASSERT}`
  const mesh = database(2, tcpPool({ maxConnections: 4, maxConnectionDuration: '2s' }))
  const { result } = await observe({ mesh, scenario, files: callsAt(100, 200, 600, 700, 800) })
  return result
}

const quarterOf = (connections: number) => ({
  connections,
  sentBytes: connections * 250,
  receivedBytes: connections * 4000,
})

describe('what TCP connections carried', () => {
  it('stands with each pod that held them, by window; those refused are not among them', async () => {
    const { hops } = await measured()
    const rows = hops.map(({ window, pod, requests, tcp }) => [window, pod, requests, tcp])
    const whole = rows.filter(([window]) => window === hops[0].window)
    expect(whole).toEqual(
      expect.arrayContaining([
        [hops[0].window, 'db-0', 2, quarterOf(2)],
        [hops[0].window, 'db-1', 2, quarterOf(2)],
        [hops[0].window, '', 1, quarterOf(0)],
      ]),
    )
    expect(rows).toContainEqual(['early', 'db-0', 1, quarterOf(1)])
    expect(rows).toContainEqual(['late', 'db-1', 1, quarterOf(1)])
  })

  it('is added up over all that answered', async () => {
    const { totals = [] } = await measured()
    const all = totals.filter(({ workload }) => workload === undefined)
    expect(all.map(({ requests, tcp }) => [requests, tcp])).toEqual([
      [5, quarterOf(4)],
      [2, quarterOf(2)],
      [3, quarterOf(2)],
    ])
  })

  it('is what assertions are about: 8 kB in the 19.5 s of the second window, and nothing where there is no connection', async () => {
    const { assertions } = await measured()
    expect(assertions.map(({ passed, note }) => [passed, note?.includes('no sample') ?? false])).toEqual([
      ...Array(7).fill([true, false]),
      [false, true],
    ])
  })

  it('stands in summary.csv', async () => {
    const lines = summaryCsv(await measured()).split('\n')
    const figures = lines.filter(line => /,db-0,early,(connections|sentBytes|receivedBytes),/.test(line))
    expect(figures.map(line => line.split(',').slice(-2))).toEqual([
      ['connections', '1'],
      ['sentBytes', '250'],
      ['receivedBytes', '4000'],
    ])
  })

  it('has a table of its own in the text, not among requests', async () => {
    const text = summaryText(await measured(), { color: false, unicode: false, width: 120 })
    const [, table] = text.split('TCP connections\n')
    const [header, whole, early, late] = table.split('\n').map(line => line.trim().split(/ {2,}/))
    expect(header).toEqual(['TCP hop', 'window', 'conn/s', 'failed', 'lasted p50', 'p99', 'sent', 'received'])
    // 5 in 20 s; of all that reached the limit nobody is content.
    expect(whole.slice(2)).toEqual(['0.25', '100%', '2s', '2s', '1kB', '16kB'])
    expect(early.slice(0, 1)).toEqual(['early'])
    expect(late.slice(-2)).toEqual(['500B', '8kB'])
    expect(text).not.toContain('Hops')
  })
})

describe('the time series of TCP connections', () => {
  const seriesOf = async (duration: string, ...atMs: readonly number[]) => {
    const scenario = `
duration: 6s
workloads: {}
traffic:
  app: { to: http://db:5432/, from: shop, arrivals: { trace: t.csv }, tcp: { duration: ${duration}, sent: 1kB } }
`
    const { result } = await observe({ mesh: database(1), scenario, files: callsAt(...atMs) })
    const valuesOf = (metric: string) => result.series.columns.filter(each => each.metric === metric && each.to !== '')
    return { result, valuesOf: (metric: string) => valuesOf(metric).map(({ values }) => values) }
  }

  it('tells when they came about, how many are open and what flows', async () => {
    const { valuesOf } = await seriesOf('2s', 500, 1000)
    expect(valuesOf('connections')).toEqual([[1, 1, 0, 0, 0, 0]])
    expect(valuesOf('openConnections')).toEqual([[0.5, 2, 1.5, 0, 0, 0]])
    expect(valuesOf('sentBytes')).toEqual([[250, 1000, 750, 0, 0, 0]])
  })

  it('has those that are open when the run ends, though they are in no row', async () => {
    const { result, valuesOf } = await seriesOf('1h', 3000)
    expect(valuesOf('openConnections')).toEqual([[0, 0, 0, 1, 1, 1]])
    expect(result.hops).toEqual([])
  })
})
