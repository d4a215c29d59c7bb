import type { Diagnostic } from '../config/diagnostic.ts'
import { diagnosticAt } from '../config/report-at.ts'
import { type Resource, resourceId } from '../config/resource.ts'
import { nodeAt } from '../config/source-node.ts'
import { cutSourceLine } from '../config/source-text.ts'
import type { Place } from '../kernel/place.ts'
import type { LintWorld } from './world.ts'

/** What a code means to somebody who met it: a section of docs/lint.md and the answer of `meshsim explain CODE`. */
export interface CodePage {
  readonly code: string
  /** One line, as in the list of codes. */
  readonly title: string
  readonly level: Diagnostic['level']
  /** What happens to requests, and why; one paragraph. */
  readonly meaning: string
  /** What to change. */
  readonly fix: string
  /** Documents that the finding is made on; see `EXAMPLE_MESH` for what they stand on. */
  readonly bad: string
  /** The same, put right. */
  readonly good: string
}

/** A check of lint's own: its page, and how it finds. */
export interface LintCheck extends CodePage {
  find(world: LintWorld): readonly Diagnostic[]
}

export type Path = readonly (string | number)[]

/** A finding at a field; the message begins with the resource. */
export function finding(
  page: Pick<CodePage, 'code' | 'level'>,
  resource: Resource,
  path: Path,
  message: string,
  help?: string,
): Diagnostic {
  const { code, level } = page
  return diagnosticAt(resource.source, path, {
    code,
    level,
    message: `${resourceId(resource)}: ${message}`,
    ...(help === undefined ? {} : { help }),
  })
}

/** A finding at a place that a compiled value remembers. */
export function findingAt(
  page: Pick<CodePage, 'code' | 'level'>,
  resource: Resource,
  { file, line, column }: Place,
  message: string,
  help?: string,
): Diagnostic {
  const { text } = nodeAt(resource.source, [])
  return {
    code: page.code,
    level: page.level,
    message: `${resourceId(resource)}: ${message}`,
    place: { file, line, column },
    ...(text ? { sourceLine: cutSourceLine(text.line(line), column) } : {}),
    ...(help === undefined ? {} : { help }),
  }
}
