import { writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { CommandModule } from 'yargs'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import { reasonOf } from './file-fault.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'
import { commandText } from './usage.ts'
import { fromFolder } from './write-scenario.ts'

/** `meshsim init tests`: a first file of route tests, written from the mesh itself. */
export function initTestsCommand(context: CommandContext): CommandModule {
  return {
    command: 'tests <mesh..>',
    describe: 'write a first file of route tests: for each route a request that reaches it and one that misses it',
    builder: yargs =>
      yargs
        .positional('mesh', { type: 'string', array: true, describe: 'mesh files: a path, folder or quoted glob' })
        .option('out', { type: 'string', default: 'routes.test.yaml', requiresArg: true, describe: 'file to write' }),
    handler: async args => {
      const files = Array.isArray(args.mesh) ? args.mesh.map(String) : []
      context.end(await writeFirstTests(files, String(args.out), context))
    },
  }
}

/** An existing file is never touched. */
async function writeFirstTests(files: readonly string[], out: string, context: CommandContext): Promise<ExitCode> {
  const { output } = context
  const [{ loadMeshFiles }, { boundMesh }, { firstTests }, { firstTestsText }, { initHash }] = await Promise.all([
    import('../config/load.ts'),
    import('../routing/foreign-tests/bound-mesh.ts'),
    import('../routing/first-tests/first-tests.ts'),
    import('../routing/first-tests/file-text.ts'),
    import('../proxy/hash.ts'),
  ])
  if (files.includes('-')) return context.usageProblem('init tests needs mesh files that can be read again')
  const mesh = loadMeshFiles(files, { cwd: process.cwd() })
  await tellDiagnostics(mesh.diagnostics, output)
  if (mesh.diagnostics.some(({ level }) => level === 'error')) return EXIT.badInput
  await initHash()
  const bound = boundMesh(mesh)
  const entries = firstTests(bound)
  const count = entries.filter(entry => 'name' in entry).length
  if (count === 0) {
    return context.usageProblem('the files hold no VirtualService, HTTPRoute or GRPCRoute that a request can reach')
  }
  try {
    await writeFile(
      out,
      firstTestsText(
        files.map(file => fromFolder(dirname(out), file)),
        mesh.settings.istio,
        entries,
      ),
      { flag: 'wx' },
    )
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST'
    output.talk(exists ? `${out} exists; name another file with --out\n` : `cannot write ${out}: ${reasonOf(error)}\n`)
    return EXIT.badInput
  }
  for (const sentence of bound.assumed) output.talk(`${sentence}\n`)
  output.data(`${out}: ${count} tests; run them with ${commandText(['test', out])}\n`)
  return EXIT.passed
}
