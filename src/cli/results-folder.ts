import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { reasonOf } from './file-fault.ts'
import { makeFolders } from './make-folders.ts'

/** A folder of results while it is being made: a sibling of it that takes the real name at the very end. */
export interface ClaimedFolder {
  /** Where the results will be, as the user would type it. */
  readonly dir: string
  /** Where they are until then. */
  readonly partial: string
  /** Writes the files, then replaces an older folder of this name. */
  readonly finish: (files: readonly (readonly [name: string, text: string])[]) => Promise<void>
  /** Leaves nothing behind. */
  readonly abandon: () => Promise<void>
}

export type Claimed = { readonly folder: ClaimedFolder } | { readonly problem: string }

/**
 * Claims `<root>/<scenarioId>/<name>` before anything is simulated; a place that can't be written is the user's problem.
 * @param root results root, as the user typed it
 */
export async function claimFolder(root: string, scenarioId: string, name: string): Promise<Claimed> {
  const parent = join(root, folderName(scenarioId))
  const dir = join(parent, name)
  try {
    const firstMade = await makeFolders(parent)
    // Named by process: two runs of one name don't meet, and a folder of that name is left from a killed run.
    const partial = join(parent, `.${name}-partial-${process.pid}`)
    await rm(partial, { recursive: true, force: true })
    await mkdir(partial)
    return { folder: claimedFolder(dir, partial, firstMade) }
  } catch (error) {
    return { problem: `cannot write results to ${dir}: ${reasonOf(error)}` }
  }
}

function claimedFolder(dir: string, partial: string, firstMade: string | undefined): ClaimedFolder {
  return {
    dir,
    partial,
    finish: async files => {
      for (const [name, text] of files) await writeFile(join(partial, name), text)
      await replace(partial, dir)
    },
    abandon: async () => {
      await rm(partial, { recursive: true, force: true })
      if (firstMade !== undefined) await removeEmpty(dirname(partial), firstMade)
    },
  }
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
