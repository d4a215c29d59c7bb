import { execFileSync } from 'node:child_process'
import type { Diagnostic } from './diagnostic.ts'
import type { LoadedFiles } from './load.ts'
import { isResourceFile } from './load-folder.ts'
import { decodeText } from './load-text.ts'
import type { SourceFile } from './read-mesh.ts'

/** Enough for the largest dumps. */
const OUTPUT_LIMIT_BYTES = 1 << 28

/**
 * The files that paths (files or folders) mean in a git revision, read without touching the working tree. A path that did not
 * exist then is empty, since it may be new.
 */
export function loadRevision(revision: string, paths: readonly string[], cwd: string): LoadedFiles {
  const top = git(['rev-parse', '--show-toplevel'], cwd)
  if (top === undefined) return failed(`${cwd} is not in a git repository`, '--base reads the other side from git')
  const commit = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], cwd)
  if (commit === undefined)
    return failed(`git knows no revision "${revision}"`, 'a branch, tag or commit; fetch it first')
  const listing = git(['ls-tree', '-r', '-z', '--name-only', commit.trim(), '--', ...paths], cwd)
  if (listing === undefined) return failed(`git cannot list ${paths.join(', ')} in ${revision}`)
  const names = listing.split('\0').filter(name => name !== '' && (isResourceFile(name) || paths.includes(name)))
  const files: SourceFile[] = []
  const diagnostics: Diagnostic[] = []
  for (const name of names) {
    const shown = `${revision}:${name}`
    const bytes = gitBytes(['cat-file', 'blob', `${commit.trim()}:./${name}`], cwd)
    const text = bytes && decodeText(bytes, shown)
    if (typeof text === 'string') files.push({ path: shown, text })
    else diagnostics.push(text ?? problem(`git cannot read ${shown}`))
  }
  return { files, diagnostics }
}

function failed(message: string, help?: string): LoadedFiles {
  return { files: [], diagnostics: [problem(message, help)] }
}

function problem(message: string, help?: string): Diagnostic {
  const place = { file: '--base', line: 0, column: 0 }
  return { code: 'MS1007', level: 'error', message, place, ...(help ? { help } : {}) }
}

function git(args: readonly string[], cwd: string): string | undefined {
  return gitBytes(args, cwd)?.toString('utf8')
}

function gitBytes(args: readonly string[], cwd: string): Buffer | undefined {
  try {
    return execFileSync('git', [...args], { cwd, maxBuffer: OUTPUT_LIMIT_BYTES, stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}
