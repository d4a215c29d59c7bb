import { readFileSync } from 'node:fs'
import { type Schema, Validator } from '@cfworker/json-schema'
import { describe, expect, test } from 'vitest'

/** The compiler holds such a table to its type; `describeSchema` holds the schema to the table. */
export type Keys<T> = { readonly [K in keyof T]-?: undefined extends T[K] ? 'optional' : 'required' }

export const r = 'required'
export const o = 'optional'

type KeyTable = Readonly<Record<string, typeof r | typeof o>>

function schemaOf(file: string): Schema {
  return JSON.parse(readFileSync(new URL(`../../schema/${file}`, import.meta.url), 'utf8'))
}

/** What a shipped schema has against a result, as it would stand in its file. */
export function schemaErrors(file: string): (result: unknown) => readonly unknown[] {
  const validator = new Validator(schemaOf(file), '2020-12')
  return result => validator.validate(JSON.parse(JSON.stringify(result))).errors
}

/**
 * A shipped schema says what the types say, takes the samples and refuses what is wrong.
 * @param tables by name in `$defs`; '' = the whole
 * @param wrong what is wrong with the first sample then
 */
export function describeSchema(
  file: string,
  tables: Readonly<Record<string, KeyTable>>,
  samples: readonly [object, ...object[]],
  wrong: readonly (readonly [what: string, change: object])[],
): void {
  describe(`schema/${file}`, () => {
    const schema = schemaOf(file)
    const errors = schemaErrors(file)

    test.each(Object.entries(tables))('says of %s what the type says', (name, keys) => {
      const part: Schema = name === '' ? schema : (schema.$defs?.[name] ?? {})
      expect(Object.keys(part.properties ?? {}).sort()).toEqual(Object.keys(keys).sort())
      const required = Object.keys(keys).filter(key => keys[key] === r)
      expect([...(part.required ?? [])].sort()).toEqual(required.sort())
      expect(part.additionalProperties).toBe(false)
    })

    test.each(samples.map((sample, i) => [i + 1, sample] as const))('takes sample %i', (_, sample) => {
      expect(errors(sample)).toEqual([])
    })

    test.each(wrong)('refuses %s', (_, change) => {
      expect(errors({ ...samples[0], ...change })).not.toEqual([])
    })
  })
}
