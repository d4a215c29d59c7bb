import type { ScenarioCode } from './codes.ts'

/** What reading one word or figure gives: the value, or what is wrong with it. Where it stands is the caller's knowledge. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | Mistake

export interface Mistake {
  readonly ok: false
  readonly code: ScenarioCode
  readonly message: string
  /** What is allowed, or the likely meaning: one sentence. */
  readonly help?: string
}

export function parsed<T>(value: T): Parsed<T> {
  return { ok: true, value }
}

export function mistake(code: ScenarioCode, message: string, help?: string): Mistake {
  return { ok: false, code, message, help }
}

/** A text as messages quote it; long ones are cut. */
export function quoted(text: string): string {
  return text.length > 60 ? `"${text.slice(0, 57)}..."` : `"${text}"`
}
