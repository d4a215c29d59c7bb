import type { Diagnostic } from '../config/diagnostic.ts'
import type { Mesh } from '../config/mesh.ts'
import type { SourceFile } from '../config/read-mesh.ts'
import { shadowed } from './check/shadowed.ts'
import { CHECKS } from './checks.ts'
import { unserved } from './partial.ts'
import { type Suppressed, suppress } from './suppression.ts'
import { lintWorld } from './world.ts'

/** What lint says about a mesh, by file and line. */
export interface LintReport extends Suppressed {
  readonly fileCount: number
  readonly resourceCount: number
}

/**
 * All findings on a mesh: what reading it told, names that nobody serves, and lint's own checks, less what comments in the
 * files suppress. Resources that istiod would refuse are reported, and everything else is judged without them.
 * @param files the texts that the mesh was read from, for the comments
 */
export function lint(mesh: Mesh, files: readonly SourceFile[]): LintReport {
  const world = lintWorld(mesh)
  const own = CHECKS.flatMap(check => check.find(world))
  const found = distinct([...mesh.diagnostics, ...unserved(world), ...shadowed(world), ...own])
  const { findings, suppressed } = suppress(found, files)
  return {
    findings: [...findings].sort(byPlace),
    suppressed,
    fileCount: mesh.fileCount,
    resourceCount: mesh.resources.length,
  }
}

/** One finding per code and place: what the reader of a resource has said is not said again by a closer look. */
function distinct(findings: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>()
  return findings.filter(({ code, place }) => {
    const key = `${code} ${place.file}:${place.line}:${place.column}`
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1
  return a.place.line - b.place.line || a.place.column - b.place.column || (a.code < b.code ? -1 : 1)
}
