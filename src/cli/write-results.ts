import { mkdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AttemptRecord } from '../measure/attempt-record.ts'
import type { RunResult } from '../measure/result.ts'
import { reasonOf } from './file-fault.ts'
import { type RecordsFile, recordsFile } from './records-file.ts'

export interface ResultsOptions {
  /** Results root, as the user typed it; `results` unless moved. */
  readonly root: string
  readonly scenarioId: string
  readonly seed: number
  /** Also write requests.csv. */
  readonly records: boolean
}

/** The results of one run while they are being made: in a sibling folder that takes the real name at the very end. */
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

/** Claims the place for the results before anything is simulated; a place that can't be written is the user's problem. */
export async function openResults(options: ResultsOptions): Promise<Opened> {
  const parent = join(options.root, folderName(options.scenarioId))
  const dir = join(parent, `seed-${options.seed}`)
  try {
    const firstMade = await makeFolders(parent)
    // Named by process: two runs of one seed don't meet, and a folder of that name is left from a killed run.
    const partial = join(parent, `.seed-${options.seed}-partial-${process.pid}`)
    await rm(partial, { recursive: true, force: true })
    await mkdir(partial)
    const records = options.records ? recordsFile(join(partial, 'requests.csv')) : undefined
    return { folder: resultsFolder(dir, partial, firstMade, records) }
  } catch (error) {
    return { problem: `cannot write results to ${dir}: ${reasonOf(error)}` }
  }
}

function resultsFolder(
  dir: string,
  partial: string,
  firstMade: string | undefined,
  records?: RecordsFile,
): ResultsFolder {
  return {
    dir,
    onRecord: records?.add,
    finish: async result => {
      await records?.close()
      for (const [name, text] of await filesOf(result)) await writeFile(join(partial, name), text)
      await replace(partial, dir)
    },
    abandon: async () => {
      await records?.close().catch(() => {})
      await rm(partial, { recursive: true, force: true })
      if (firstMade !== undefined) await removeEmpty(dirname(partial), firstMade)
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

/** A folder can't be renamed over a full one: the older run steps aside first, and goes when the new one is in place. */
async function replace(partial: string, dir: string): Promise<void> {
  const older = `${partial}-older`
  const existed = await rename(dir, older).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
      return false
    },
  )
  await rename(partial, dir)
  if (existed) await rm(older, { recursive: true, force: true })
}

/**
 * Makes the folder and those above it that are missing; returns the outermost that was made. Not `mkdir` with `recursive`:
 * that never comes back where a parent that exists answers ENOENT to new entries, as /proc does (Node 20).
 */
async function makeFolders(folder: string): Promise<string | undefined> {
  const missing: string[] = []
  for (let at = folder; !(await exists(at)); at = dirname(at)) missing.unshift(at)
  for (const each of missing) await mkdir(each)
  return missing[0]
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && dirname(path) !== path) return false
    throw error
  }
}

/** Removes the folders that were made for nothing, from the innermost out; one that has gained content stays. */
async function removeEmpty(innermost: string, outermost: string): Promise<void> {
  let folder = innermost
  while (folder.length >= outermost.length) {
    const removed = await rmdir(folder).then(
      () => true,
      () => false,
    )
    if (!removed) return
    folder = dirname(folder)
  }
}

/** A scenario's id as one folder name: nothing in it may lead elsewhere. */
function folderName(id: string): string {
  const safe = id.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^\.+/, '')
  return safe === '' ? 'scenario' : safe
}
