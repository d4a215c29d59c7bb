import type { Diagnostic } from '../../src/config/diagnostic.ts'
import { readMesh } from '../../src/config/read-mesh.ts'

/** `MS2201 7:5` for every diagnostic of a level: what a test compares. */
export function found(diagnostics: readonly Diagnostic[], level: Diagnostic['level']): string[] {
  return diagnostics
    .filter(diagnostic => diagnostic.level === level)
    .map(({ code, place }) => `${code} ${place.line}:${place.column}`)
}

/** A manifest of one Istio resource; its spec begins on line 6, indented by two. */
export function manifest(kind: string, spec: string, group = 'networking.istio.io'): string {
  const lines = spec.replace(/^\n/, '').trimEnd().split('\n')
  return `apiVersion: ${group}/v1\nkind: ${kind}\nmetadata:\n  name: sample\nspec:\n${lines.map(line => `  ${line}`).join('\n')}\n`
}

/** Reads one named file and returns what a test asks about. */
export function readText(text: string): { names: string[]; errors: string[]; warnings: string[]; messages: string[] } {
  const mesh = readMesh([{ path: 'mesh.yaml', text, isNamed: true }])
  return {
    names: mesh.resources.map(resource => `${resource.kind}/${resource.namespace}/${resource.name}`),
    errors: found(mesh.diagnostics, 'error'),
    warnings: found(mesh.diagnostics, 'warning'),
    messages: mesh.diagnostics.map(diagnostic => [diagnostic.message, diagnostic.help].filter(Boolean).join(' | ')),
  }
}

/** A text without its marker `»`, and the place where it stood: where a diagnostic is expected. */
export function marked(text: string): { text: string; place: string } {
  const before = text.slice(0, text.indexOf('»'))
  const line = before.split('\n').length
  return { text: text.replace('»', ''), place: `${line}:${before.length - before.lastIndexOf('\n')}` }
}
