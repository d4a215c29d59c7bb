import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { checkCase } from '../../src/validation/dynamics/check-case.ts'
import { caseLines } from '../../src/validation/dynamics/table.ts'

/** A parsed recording; what else it holds is the business of its kind. */
export interface RecordedCase {
  readonly case: string
}

/** `recorded/envoy.jsonl.gz`, made by `pack.mjs`. */
export function recordedCases(): RecordedCase[] {
  const packed = readFileSync(new URL('recorded/envoy.jsonl.gz', import.meta.url))
  const lines = gunzipSync(packed).toString('utf8').split('\n')
  return lines.map(line => JSON.parse(line) as RecordedCase)
}

/** What of a case differs, or why it cannot be read. */
export function differences(recorded: RecordedCase): readonly string[] {
  const report = checkCase(recorded.case, recorded)
  return caseLines({ ...report, facts: report.facts.filter(({ agrees }) => !agrees) })
}

/** A test per case whose family (the number that its name begins with) is given. */
export function testFamilies(families: readonly string[]): void {
  const cases = recordedCases().filter(each => families.includes(each.case.slice(0, 2)))
  it.each(cases.map(each => [each.case, each] as const))('%s', (_, recorded) => {
    expect(differences(recorded)).toEqual([])
  })
}
