import { stringify } from 'csv-stringify/sync'
import type { SweepResult } from '../../measure/sweep.ts'
import { type Cell, CSV_OPTIONS } from '../csv/cells.ts'

/** `sweep.csv`: one line per point and figure, in base units; a column for each axis, named by its path. */
export function sweepCsv({ axes, measures, goals, points }: SweepResult): string {
  const columns = [
    ...axes.map(({ path }) => path),
    'metric',
    'unit',
    'mean',
    'low95',
    'high95',
    'runs',
    'missing',
    'goal',
    'verdict',
  ]
  const lines = points.flatMap(({ values, figures, verdicts }) =>
    measures.flatMap(({ text, unit }, m): Cell[][] => {
      const { mean, low, high, n, missing } = figures[m]
      const figure = [...values, text, unit === 'time' ? 'ns' : unit, mean, low, high, n, missing]
      const asked = goals.flatMap((goal, g) => (goal.measure === m ? [[...figure, goal.text, verdicts[g]]] : []))
      return asked.length > 0 ? asked : [[...figure, '', '']]
    }),
  )
  return stringify([columns, ...lines], CSV_OPTIONS)
}
