import { resolve } from 'node:path'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ExportFlags } from './export.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'

/** Bootstrap on stdout; listeners, endpoints and what was left out on stderr. */
export async function exportEnvoy(flags: ExportFlags, { output }: CommandContext): Promise<ExitCode> {
  const [{ fromWorkingDirectory, loadScenario }, { prepare }, { exportScenario }, addresses] = await Promise.all([
    import('../config/load-scenario.ts'),
    import('../engine/run.ts'),
    import('../export/envoy/export-scenario.ts'),
    import('../export/envoy/addresses.ts'),
  ])
  const { scenario, diagnostics } = loadScenario(flags.scenario)
  const prepared = scenario && prepare(scenario)
  const problems = [...diagnostics, ...(prepared ? fromWorkingDirectory(flags.scenario, prepared.diagnostics) : [])]
  await tellDiagnostics(problems, output)
  if (prepared === undefined || problems.some(({ level }) => level === 'error')) return EXIT.badInput
  const exported = exportScenario(prepared, {
    proxy: flags.proxy,
    addresses: flags.loopback ? addresses.loopbackAddresses() : addresses.ownAddresses(),
    firstPort: flags.firstPort,
    adminPort: flags.adminPort,
    ...(flags.logs !== undefined && { logs: resolve(flags.logs) }),
  })
  if ('problem' in exported) {
    output.talk(`meshsim: ${exported.problem}; there are ${exported.known.join(', ')}\n`)
    return EXIT.badInput
  }
  const { exportNotes, yamlText } = await import('../export/envoy/text.ts')
  output.talk(exportNotes(exported, flags.loopback))
  output.data(
    flags.output === 'json' ? `${JSON.stringify(exported.bootstrap, null, 2)}\n` : yamlText(exported.bootstrap),
  )
  return EXIT.passed
}
