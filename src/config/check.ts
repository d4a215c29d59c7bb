import type { ConfigCode } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { diagnosticAt, type Finding } from './report-at.ts'
import { type Resource, resourceId } from './resource.ts'

/** Way from a resource's root to a value in it. */
export type Path = readonly (string | number)[]

/** Is told what is wrong; checks know nothing of places, only of paths. */
export interface Reporter {
  /** The API server or istiod would refuse it. */
  readonly error: (code: ConfigCode, path: Path, message: string, help?: string) => void
  /** Accepted, but hardly meant. */
  readonly warning: (code: ConfigCode, path: Path, message: string, help?: string) => void
  /** An error that stands at the key of an entry rather than at its value. */
  readonly errorAtKey: (code: ConfigCode, path: Path, message: string, help?: string) => void
}

/** Collects what is wrong with one resource. */
export interface Check extends Reporter {
  readonly resource: Resource
  readonly diagnostics: Diagnostic[]
  readonly hasError: () => boolean
}

export function checkOf(resource: Resource): Check {
  const diagnostics: Diagnostic[] = []
  return {
    resource,
    ...reporterOf(resourceId(resource), (path, finding, which) => {
      diagnostics.push(diagnosticAt(resource.source, path, finding, which))
    }),
    diagnostics,
    hasError: () => diagnostics.some(diagnostic => diagnostic.level === 'error'),
  }
}

/** @param name of what is checked, for messages */
export function reporterOf(
  name: string,
  tell: (path: Path, finding: Finding, which: 'key' | 'value') => void,
): Reporter {
  const report =
    (level: Diagnostic['level'], which: 'key' | 'value') =>
    (code: ConfigCode, path: Path, message: string, help?: string): void =>
      tell(path, { code, level, message: `${name}: ${message}`, ...(help === undefined ? {} : { help }) }, which)
  return {
    error: report('error', 'value'),
    warning: report('warning', 'value'),
    errorAtKey: report('error', 'key'),
  }
}

/** `spec.http[0].match`, as people write paths. */
export function pathText(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}
