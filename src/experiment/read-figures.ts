import type { Diagnostic } from '../config/diagnostic.ts'
import type { Parsed } from '../config/scenario/parsed.ts'
import type { Scenario } from '../config/scenario/scenario.ts'
import type { RunTimes } from '../config/scenario/window.ts'
import { marksOf } from './simulate.ts'

/** What is wrong with a question, so that nothing was run. */
export interface Problems {
  readonly diagnostics: readonly Diagnostic[]
}

/** Texts of a flag, read; what can't be read is a problem at that flag, which has no lines. */
export function readEach<T>(
  flag: string,
  texts: readonly string[],
  parse: (text: string) => Parsed<T>,
): { readonly values: readonly T[]; readonly diagnostics: readonly Diagnostic[] } {
  const results = texts.map(parse)
  const diagnostics = results.flatMap((result): Diagnostic[] => {
    if (result.ok) return []
    const { code, message, help } = result
    return [{ code, level: 'error', message, place: { file: flag, line: 0, column: 0 }, ...(help && { help }) }]
  })
  return { values: results.flatMap(result => (result.ok ? [result.value] : [])), diagnostics }
}

/** What windows of figures are checked against. */
export function timesOf(scenario: Scenario): RunTimes {
  const { durationNs, warmupNs } = scenario
  return { marks: new Map(marksOf(scenario).map(({ name, atNs }) => [name, atNs])), durationNs, warmupNs }
}
