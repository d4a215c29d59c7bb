import { join } from 'node:path'
import type { AttemptRecord } from '../measure/attempt-record.ts'
import type { RunResult } from '../measure/result.ts'
import { recordsFile } from './records-file.ts'
import { claimFolder } from './results-folder.ts'

export interface ResultsOptions {
  /** Results root, as the user typed it; `results` unless moved. */
  readonly root: string
  readonly scenarioId: string
  readonly seed: number
  /** Also write requests.csv. */
  readonly records: boolean
}

/** The results of one run while they are being made. */
export interface ResultsFolder {
  /** Where they will be, as the user would type it. */
  readonly dir: string
  /** Present with `records`. */
  readonly onRecord?: (record: AttemptRecord) => void
  /** Writes all files, then replaces an older run of this seed. */
  readonly finish: (result: RunResult) => Promise<void>
  /** Leaves nothing behind. */
  readonly abandon: () => Promise<void>
}

export type Opened = { readonly folder: ResultsFolder } | { readonly problem: string }

/** Claims the place for the results of one run. */
export async function openResults(options: ResultsOptions): Promise<Opened> {
  const claimed = await claimFolder(options.root, options.scenarioId, `seed-${options.seed}`)
  if ('problem' in claimed) return claimed
  const { folder } = claimed
  const records = options.records ? recordsFile(join(folder.partial, 'requests.csv')) : undefined
  return {
    folder: {
      dir: folder.dir,
      onRecord: records?.add,
      finish: async result => {
        await records?.close()
        await folder.finish(await filesOf(result))
      },
      abandon: async () => {
        await records?.close().catch(() => {})
        await folder.abandon()
      },
    },
  }
}

async function filesOf(result: RunResult): Promise<(readonly [name: string, text: string])[]> {
  const [{ summaryJson }, { summaryCsv }, { timeSeriesCsv }, { reportHtml }] = await Promise.all([
    import('../report/json.ts'),
    import('../report/csv/summary.ts'),
    import('../report/csv/time-series.ts'),
    import('../report/html/page.ts'),
  ])
  return [
    ['summary.json', summaryJson(result)],
    ['summary.csv', summaryCsv(result)],
    ['timeseries.csv', timeSeriesCsv(result)],
    ['report.html', reportHtml(result)],
  ]
}
