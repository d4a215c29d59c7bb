import { type Dirent, readdirSync } from 'node:fs'
import { resolve } from 'node:path'

/** Whether a file of a folder is read as resources. */
export function isResourceFile(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path)
}

/**
 * Every file below a folder, in path order, each as `folder/...` with `/`. Hidden files and folders are left out, and what npm
 * installed; a folder that can't be read counts as empty.
 */
export function filesUnder(folder: string, cwd: string): string[] {
  const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`
  const files: string[] = []
  for (const entry of entriesOf(resolve(cwd, folder))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    if (entry.isDirectory()) files.push(...filesUnder(prefix + entry.name, cwd))
    else files.push(prefix + entry.name)
  }
  return files.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
