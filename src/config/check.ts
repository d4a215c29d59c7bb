import type { ConfigCode } from './codes.ts'
import type { Diagnostic } from './diagnostic.ts'
import { diagnosticAt } from './report-at.ts'
import { type Resource, resourceId } from './resource.ts'

/** Way from a resource's root to a value in it. */
export type Path = readonly (string | number)[]

/** Collects what is wrong with one resource; checks know nothing of places, only of paths. */
export interface Check {
  readonly resource: Resource
  /** The API server or istiod would refuse the resource. */
  readonly error: (code: ConfigCode, path: Path, message: string, help?: string) => void
  /** Accepted, but hardly meant. */
  readonly warning: (code: ConfigCode, path: Path, message: string, help?: string) => void
  /** An error that stands at the key of an entry rather than at its value. */
  readonly errorAtKey: (code: ConfigCode, path: Path, message: string, help?: string) => void
  readonly diagnostics: Diagnostic[]
  readonly hasError: () => boolean
}

export function checkOf(resource: Resource): Check {
  const diagnostics: Diagnostic[] = []
  const name = resourceId(resource)
  const report =
    (level: Diagnostic['level'], which: 'key' | 'value') =>
    (code: ConfigCode, path: Path, message: string, help?: string): void => {
      const finding = { code, level, message: `${name}: ${message}`, ...(help === undefined ? {} : { help }) }
      diagnostics.push(diagnosticAt(resource.source, path, finding, which))
    }
  return {
    resource,
    error: report('error', 'value'),
    warning: report('warning', 'value'),
    errorAtKey: report('error', 'key'),
    diagnostics,
    hasError: () => diagnostics.some(diagnostic => diagnostic.level === 'error'),
  }
}

/** `spec.http[0].match`, as people write paths. */
export function pathText(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}
