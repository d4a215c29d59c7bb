import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { RouteTestReport } from '../report/route-tests/report.ts'
import { testTally } from '../report/route-tests/report.ts'
import { routeTestReporters } from '../report/route-tests/reporters.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { reasonOf } from './file-fault.ts'
import { makeFolders } from './make-folders.ts'
import type { TestFlags } from './test.ts'
import { commandText } from './usage.ts'

/** Files are no terminal. */
const FILE_OPTIONS = { width: 100, color: false, unicode: true }

/** Tells the run by every reporter that was asked for; the verdict. */
export async function reportRun(
  told: Omit<RouteTestReport, 'again'>,
  { reporters, mesh }: TestFlags,
  { output }: CommandContext,
): Promise<ExitCode> {
  const again = (file: string, test: string) =>
    commandText(['test', file, ...mesh.flatMap(path => ['-f', path]), '--name', test])
  const report: RouteTestReport = { ...told, again }
  for (const { reporter, file } of reporters) {
    const tell = routeTestReporters[reporter]
    if (file === undefined) {
      output.data(tell(report, output.dataTerminal))
      continue
    }
    const problem = await written(file, tell(report, FILE_OPTIONS))
    if (problem !== undefined) {
      output.talk(`${problem}\n`)
      return EXIT.badInput
    }
  }
  const isGreen = testTally(report.run).failed === 0 && report.shortfalls.length === 0
  return isGreen ? EXIT.passed : EXIT.failed
}

async function written(file: string, text: string): Promise<string | undefined> {
  try {
    await makeFolders(dirname(file))
    await writeFile(file, text)
    return undefined
  } catch (error) {
    return `cannot write ${file}: ${reasonOf(error)}`
  }
}
