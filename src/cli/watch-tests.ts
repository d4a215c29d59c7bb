import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { globRoot, isGlob } from '../config/glob.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { folderWatch } from './folder-watch.ts'
import type { TestsEnd } from './run-tests.ts'

/**
 * Runs, and runs again whenever a file that was read changes or one appears beside it, until Ctrl-C.
 * @param sources files, folders and patterns of the command line: they are watched even if nothing could be read
 */
export async function watchTests(
  run: () => Promise<TestsEnd>,
  sources: readonly string[],
  { output }: CommandContext,
): Promise<ExitCode> {
  const files = folderWatch()
  const stopped = new Promise<undefined>(resolve => {
    process.once('SIGINT', () => resolve(undefined))
    process.once('SIGTERM', () => resolve(undefined))
  })
  for (;;) {
    const { read, written } = await run()
    files.watch([...read.map(path => dirname(path)), ...sources.map(folderOf)], written)
    output.talk('watching for changes; Ctrl-C ends\n')
    const changed = await Promise.race([files.change(), stopped])
    if (changed === undefined) break
    output.talk(`\n${changed} changed\n`)
  }
  files.close()
  return EXIT.interrupted
}

function folderOf(source: string): string {
  if (isGlob(source)) return globRoot(source) || '.'
  return statSync(source, { throwIfNoEntry: false })?.isDirectory() ? source : dirname(source)
}
