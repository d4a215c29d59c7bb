import { expect, it } from 'vitest'
import type { SeriesColumn } from '../../../src/measure/result.ts'
import { tcpPanels } from '../../../src/report/html/tcp-panels.ts'

function column(
  at: string,
  version: string,
  metric: SeriesColumn['metric'],
  ...values: (number | null)[]
): SeriesColumn {
  const [to, workload] = ['default/db', `default/db-${version}`]
  return { source: 'load', at, atGateway: false, to, workload, version, metric, values }
}

it('draws connections by who held them, callers added up', () => {
  const columns = [
    column('default/a', 'v1', 'connections', null, 2, 0),
    column('default/a', 'v1', 'openConnections', null, 1.5, 2),
    column('default/a', 'v1', 'sentBytes', null, 10, 10),
    column('default/b', 'v1', 'openConnections', null, 1, 1),
    column('default/a', 'v2', 'openConnections', null, 0.5, 0),
  ]
  const panels = tcpPanels({ series: { bucketNs: 2e9, count: 3, columns } }, name => name.replace('default/', ''))
  expect(panels.map(({ title, unit }) => [title, unit])).toEqual([
    ['db: connections opened/s', 'perSecond'],
    ['db: open connections', 'count'],
  ])
  expect(panels[0].series.map(({ values }) => values)).toEqual([[0, 1, 0]])
  expect(panels[1].series.map(({ values }) => values)).toEqual([
    [0, 2.5, 3],
    [0, 0.5, 0],
  ])
})

it('draws nothing where nobody spoke TCP', () => {
  const columns = [column('default/a', 'v1', 'requests', 1)]
  expect(tcpPanels({ series: { bucketNs: 1e9, count: 1, columns } }, name => name)).toEqual([])
})
