import type { Diagnostic } from '../config/diagnostic.ts'
import { loadFiles } from '../config/load.ts'
import { loadRevision } from '../config/load-revision.ts'
import { readMeshPair } from '../config/read-pair.ts'
import type { MeshDiff } from '../dataplane/mesh-diff.ts'
import { diffJson } from '../report/diff/json.ts'
import { diffMarkdown } from '../report/diff/markdown.ts'
import { diffText } from '../report/diff/text.ts'
import { diffMeshes } from '../routing/diff/diff.ts'
import type { CommandContext } from './context.ts'
import type { DiffFlags } from './diff.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'

/** Reads both sides and prints what differs between them. Resources that can't be read stop it: their rules are unknown. */
export async function diffPaths(flags: DiffFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context
  const cwd = process.cwd()
  const head = loadFiles(flags.headPaths, { cwd })
  const base =
    flags.base === undefined ? loadFiles(flags.basePaths, { cwd }) : loadRevision(flags.base, flags.basePaths, cwd)
  const pair = readMeshPair(base.files, head.files)
  const sides = [base, head, pair.base, pair.head]
  const errors = sides.flatMap(({ diagnostics }) => diagnostics).filter(isError)
  if (errors.length > 0) {
    await tellDiagnostics(errors, output)
    return EXIT.badInput
  }
  const diff = diffMeshes(pair)
  output.data(textOf(diff, flags, context))
  const isChanged = diff.entries.length + diff.servers.length > 0
  return flags.failOnChange && isChanged ? EXIT.failed : EXIT.passed
}

function textOf(diff: MeshDiff, flags: DiffFlags, { output }: CommandContext): string {
  const names = { base: flags.base === undefined ? flags.basePaths : [], head: flags.headPaths }
  if (flags.output === 'json') return diffJson(diff, names)
  if (flags.output === 'markdown') return diffMarkdown(diff, names)
  return diffText(diff, names, output.dataTerminal)
}

function isError({ level }: Diagnostic): boolean {
  return level === 'error'
}
