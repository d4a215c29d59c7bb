import type { Place } from '../kernel/place.ts'

/**
 * Something to tell the user about their input: a value, never thrown. Codes: `MS1xxx` files and YAML, `MS2xxx` mesh
 * resources, `MS3xxx` scenarios, `MS4xxx` route tests. A code is never reused.
 */
export interface Diagnostic {
  readonly code: string
  /** `error` stops a command (exit 2); `warning` is simulated as the proxy would behave; `note` tells what was left out. */
  readonly level: 'error' | 'warning' | 'note'
  readonly message: string
  readonly place: Place
  /** Column after the last character to underline, on the same line; absent = one character. */
  readonly endColumn?: number
  /** The line itself, cut around the column, without its line break. */
  readonly sourceLine?: string
  /** What is allowed, or the nearest match: one sentence. */
  readonly help?: string
}
