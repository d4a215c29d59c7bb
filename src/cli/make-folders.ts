import { mkdir, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Makes the folder and those above it that are missing; returns the outermost that was made. Not `mkdir` with `recursive`:
 * that never comes back where a parent that exists answers ENOENT to new entries, as /proc does (Node 20).
 */
export async function makeFolders(folder: string): Promise<string | undefined> {
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
