import type { Diagnostic } from '../config/diagnostic.ts'
import type { Explanation } from '../dataplane/explanation.ts'
import type { Request } from '../dataplane/request.ts'
import type { MeshView } from '../routing/explain/view.ts'
import type { CommandContext } from './context.ts'
import { EXIT, type ExitCode } from './exit-code.ts'
import type { ExplainFlags } from './explain.ts'
import { tellDiagnostics } from './tell-diagnostics.ts'

/** Loads the mesh as the quick form would, finds the caller, and tells the way of one request. */
export async function explainRequestOf(flags: ExplainFlags, context: CommandContext): Promise<ExitCode> {
  const { output } = context
  const { explanation, diagnostics } = await explained(flags)
  await tellDiagnostics(diagnostics.map(atUrl), output)
  if (!explanation) return EXIT.badInput
  await printExplanation(explanation, flags.output, context)
  return EXIT.passed
}

/** No explanation where the diagnostics hold an error. */
async function explained(
  flags: ExplainFlags,
): Promise<{ readonly explanation?: Explanation; readonly diagnostics: readonly Diagnostic[] }> {
  const [{ loadQuickScenario }, { standingMesh }, { explainRequest }, { questionOf, typedRequest }, { splitUrl }] =
    await Promise.all([
      import('../config/load-scenario.ts'),
      import('../experiment/standing-mesh.ts'),
      import('../routing/explain/explain-request.ts'),
      import('../routing/explain/question.ts'),
      import('../traffic/url.ts'),
    ])
  const { initHash } = await import('../proxy/hash.ts')
  const { files, from, set, url, method, headers } = flags
  const { scenario, diagnostics } = loadQuickScenario({ files, to: url, from, set })
  if (!scenario || hasError(diagnostics)) return { diagnostics }
  const standing = standingMesh(scenario)
  const problems = [...diagnostics, ...standing.diagnostics]
  const [caller] = standing.callers
  if (!caller || hasError(problems)) return { diagnostics: problems }
  await initHash()
  const parts = splitUrl(url)
  const request = typedRequest(method, parts, headers)
  const question = questionOf(caller, request, parts.authority)
  const view = await viewFor(standing, request)
  const explanation: Explanation = {
    from: caller.told,
    request: { method, url, headers: byName(headers) },
    assumed: standing.assumed,
    hops: explainRequest(view, question),
  }
  return { explanation, diagnostics: problems }
}

/**
 * Signatures of the request's tokens are checked before anything is decided; a token is judged by today's clock. The library
 * that checks them is only loaded where some policy asks for tokens.
 */
export async function viewFor(standing: Omit<MeshView, 'side'>, request: Request): Promise<MeshView> {
  const { providersOf, viewOf } = await import('../routing/explain/view.ts')
  const providers = providersOf(standing)
  if (providers.length === 0) return viewOf(standing, { failureOf: () => undefined }, 0)
  const { verifySignatures } = await import('../proxy/authorize/jwt/signatures.ts')
  return viewOf(standing, await verifySignatures(providers, [request]), Math.floor(Date.now() / 1000))
}

function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ level }) => level === 'error')
}

/** The quick form calls the URL `--to`. */
function atUrl(diagnostic: Diagnostic): Diagnostic {
  const { place } = diagnostic
  return place.file === '--to' ? { ...diagnostic, place: { ...place, file: 'URL' } } : diagnostic
}

function byName(headers: ExplainFlags['headers']): Record<string, string | string[]> {
  const lines = new Map<string, string[]>()
  for (const [name, value] of headers) lines.set(name, [...(lines.get(name) ?? []), value])
  return Object.fromEntries([...lines].map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
}

export async function printExplanation(
  explanation: Explanation,
  format: ExplainFlags['output'],
  { output }: CommandContext,
): Promise<void> {
  if (format === 'json') {
    const { explanationJson } = await import('../report/explain-json.ts')
    return output.data(explanationJson(explanation))
  }
  const { explanationText } = await import('../report/explain.ts')
  output.data(explanationText(explanation, output.dataTerminal))
}
