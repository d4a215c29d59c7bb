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
  const contents = blobs(
    names.map(name => `${commit.trim()}:./${name}`),
    cwd,
  )
  const files: SourceFile[] = []
  const diagnostics: Diagnostic[] = []
  for (const [i, name] of names.entries()) {
    const shown = `${revision}:${name}`
    const bytes = contents[i]
    const text = bytes && decodeText(bytes, shown)
    if (typeof text === 'string') files.push({ path: shown, text })
    else diagnostics.push(text ?? problem(`git cannot read ${shown}`))
  }
  return { files, diagnostics }
}

/** Contents of many objects by one process: a line `<id> blob <size>` before each, a line break behind (git-cat-file). */
function blobs(names: readonly string[], cwd: string): readonly (Buffer | undefined)[] {
  const output = gitBytes(['cat-file', '--batch'], cwd, `${names.join('\n')}\n`) ?? Buffer.alloc(0)
  let at = 0
  return names.map(() => {
    const end = output.indexOf('\n', at)
    const size = /^\w+ blob (\d+)$/.exec(output.toString('utf8', at, Math.max(at, end)))?.[1]
    const start = end + 1
    at = size === undefined ? start : start + Number(size) + 1
    return size === undefined ? undefined : output.subarray(start, start + Number(size))
  })
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

function gitBytes(args: readonly string[], cwd: string, input = ''): Buffer | undefined {
  try {
    return execFileSync('git', [...args], {
      cwd,
      input,
      maxBuffer: OUTPUT_LIMIT_BYTES,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
  } catch {
    return undefined
  }
}
