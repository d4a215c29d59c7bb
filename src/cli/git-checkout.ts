import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'

/** The files of a git revision in a folder of their own. */
export interface GitCheckout {
  /** Where a path of the working tree lies in it. */
  readonly pathOf: (path: string) => string
  /** What git calls a file in it (`main:mesh/web.yaml`); undefined for any other file. */
  readonly nameOf: (file: string) => string | undefined
  readonly remove: () => void
}

/** Enough for the largest repositories of manifests. */
const OUTPUT_LIMIT_BYTES = 1 << 30

/** Unpacks a revision (`git archive`) without touching the working tree. @returns what is wrong, where git can't */
export function gitCheckout(revision: string, cwd: string): GitCheckout | { readonly problem: string } {
  const top = git(['rev-parse', '--show-toplevel'], cwd)?.toString().trim()
  if (top === undefined)
    return { problem: `${cwd} is not in a git repository; --against reads the other side from git` }
  const archive = git(['archive', '--format=tar', '--end-of-options', `${revision}^{tree}`], top)
  if (archive === undefined)
    return { problem: `git knows no revision "${revision}": a branch, tag or commit; fetch it first` }
  const folder = mkdtempSync(join(tmpdir(), 'meshsim-against-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  try {
    execFileSync('tar', ['-x', '-C', folder], { input: archive, stdio: ['pipe', 'ignore', 'ignore'] })
  } catch {
    remove()
    return { problem: `revision "${revision}" could not be unpacked to ${tmpdir()}` }
  }
  return {
    pathOf: path => join(folder, relative(top, resolve(cwd, path))),
    nameOf: file => (file.startsWith(join(folder, '/')) ? `${revision}:${relative(folder, file)}` : undefined),
    remove,
  }
}

function git(args: readonly string[], cwd: string): Buffer | undefined {
  try {
    return execFileSync('git', [...args], { cwd, maxBuffer: OUTPUT_LIMIT_BYTES, stdio: ['ignore', 'pipe', 'ignore'] })
  } catch {
    return undefined
  }
}
