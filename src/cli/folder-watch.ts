import { type FSWatcher, watch } from 'node:fs'
import { join, resolve } from 'node:path'
import { isResourceFile } from '../config/load-folder.ts'

/** Editors write a file in several steps: what comes within this time is one change. */
const QUIET_MS = 100

/** Changes of YAML and JSON files in some folders, also those that happen while nobody waits. */
export interface FolderWatch {
  /** Watches these folders as well; files that the program itself wrote are ignored. */
  readonly watch: (folders: readonly string[], written: readonly string[]) => void
  /** The next change, or the last one that nobody has asked for. */
  readonly change: () => Promise<string>
  readonly close: () => void
}

export function folderWatch(): FolderWatch {
  const watchers = new Map<string, FSWatcher>()
  const ignored = new Set<string>()
  let changed: string | undefined
  let timer: NodeJS.Timeout | undefined
  let tell: ((path: string) => void) | undefined
  const settle = () => {
    if (changed === undefined || !tell) return
    const [path, waiting] = [changed, tell]
    changed = undefined
    tell = undefined
    waiting(path)
  }
  const noticed = (folder: string, name: string | null) => {
    const path = name === null ? folder : join(folder, name)
    if (name !== null && (!isResourceFile(name) || ignored.has(resolve(path)))) return
    changed = path
    clearTimeout(timer)
    timer = setTimeout(settle, QUIET_MS)
  }
  return {
    watch: (folders, written) => {
      for (const path of written) ignored.add(resolve(path))
      for (const folder of folders) {
        if (!watchers.has(resolve(folder))) open(watchers, folder, noticed)
      }
    },
    change: () =>
      new Promise<string>(resolve => {
        tell = resolve
        clearTimeout(timer)
        timer = setTimeout(settle, QUIET_MS)
      }),
    close: () => {
      clearTimeout(timer)
      for (const watcher of watchers.values()) watcher.close()
    },
  }
}

/** A folder that is not there can't be watched; it comes back with its parent. */
function open(
  watchers: Map<string, FSWatcher>,
  folder: string,
  noticed: (folder: string, name: string | null) => void,
): void {
  try {
    const watcher = watch(folder, (_event, name) => noticed(folder, name))
    // Deleted while it was watched.
    watcher.on('error', () => {
      watcher.close()
      watchers.delete(resolve(folder))
    })
    watchers.set(resolve(folder), watcher)
  } catch {
    // Nothing to watch.
  }
}
