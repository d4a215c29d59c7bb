import type { Diagnostic } from '../config/diagnostic.ts'
import type { RouteTestSuite } from '../config/route-tests/route-tests.ts'
import type { RouteTestFile } from '../dataplane/route-test-run.ts'
import { compareSnapshots, type SnapshotMode } from '../routing/test-snapshots.ts'
import type { CommandContext } from './context.ts'
import { reasonOf } from './file-fault.ts'
import { readSnapshots, snapshotPath, writeSnapshots } from './snapshot-files.ts'
import type { TestFlags } from './test.ts'

/** CI never writes: there a snapshot that nobody committed is a failure. */
export function snapshotMode({ update, name }: TestFlags, { output }: CommandContext): SnapshotMode {
  const { CI } = process.env
  if (CI !== undefined && CI !== '' && CI !== 'false') {
    if (update) output.talk('CI is set: snapshots are compared, not written\n')
    return 'check'
  }
  if (!update) return 'add'
  return name === undefined ? 'update' : 'update-some'
}

export interface ComparedSnapshots {
  readonly files: readonly RouteTestFile[]
  readonly written: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Compares every file with the snapshots beside it, and writes those that are to be kept. */
export function withSnapshots(
  suites: readonly RouteTestSuite[],
  files: readonly RouteTestFile[],
  mode: SnapshotMode,
): ComparedSnapshots {
  const written: string[] = []
  const diagnostics: Diagnostic[] = []
  const compared = files.map(file => {
    const suite = suites.find(each => each.file === file.file)
    if (!suite?.tests.some(({ checks }) => checks.some(({ expect }) => expect.snapshot))) return file
    const kept = readSnapshots(file.file)
    if (isDiagnostic(kept)) {
      diagnostics.push(kept)
      return file
    }
    const outcome = compareSnapshots(suite, file, kept, mode)
    if (outcome.snapshots !== kept) {
      const problem = write(file.file, outcome.snapshots)
      if (problem) diagnostics.push(problem)
      else written.push(snapshotPath(file.file))
    }
    return outcome.file
  })
  return { files: compared, written, diagnostics }
}

function isDiagnostic(kept: ReturnType<typeof readSnapshots>): kept is Diagnostic {
  return typeof kept.code === 'string'
}

function write(file: string, snapshots: Parameters<typeof writeSnapshots>[1]): Diagnostic | undefined {
  try {
    writeSnapshots(file, snapshots)
    return undefined
  } catch (error) {
    const message = `the snapshots cannot be written: ${reasonOf(error)}`
    return { code: 'MS4010', level: 'error', message, place: { file: snapshotPath(file), line: 0, column: 0 } }
  }
}
