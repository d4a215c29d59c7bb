import { quoted } from '../parsed.ts'
import { didYouMean } from '../suggestion.ts'
import { wrongType } from './scalar.ts'
import { type Cursor, childOf, type Field, hasKey, isMapping, type JsonSchema, reportAt, type Shape } from './shape.ts'

type Fields = Readonly<Record<string, Field<unknown>>>
type ValueOf<F> = F extends Field<infer T> ? T : never
export type ObjectValue<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> }

interface Extra {
  readonly example?: unknown
}

/** A key that must be there. */
export function required<T>(shape: Shape<T>, doc: string, extra: Extra = {}): Field<T> {
  return { shape, doc, isRequired: true, ...extra }
}

/** A key that may be left out; absent means just that. */
export function optional<T>(shape: Shape<T>, doc: string, extra: Extra = {}): Field<T | undefined> {
  return { shape, doc, isRequired: false, ...extra }
}

/** A key that may be left out; then `defaultValue`, written as in the file, is read in its place. */
export function defaulted<T>(
  shape: Shape<T>,
  defaultValue: unknown,
  doc: string,
  extra: Extra & { readonly reason?: string } = {},
): Field<T> {
  return { shape, doc, isRequired: false, defaultValue, ...extra }
}

export interface ObjectRules {
  /** Keys that the format will have one day, each with a sentence on it. */
  readonly later?: Readonly<Record<string, string>>
  /** Checks of keys against each other; called even if a value is wrong, so that all problems show at once. */
  check?(cursor: Cursor): void
}

/** A mapping with known keys. It has a value only if all of its keys could be read. */
export function object<const F extends Fields>(
  name: string,
  fields: F,
  rules: ObjectRules = {},
): Shape<ObjectValue<F>> {
  const known = Object.entries(fields)
  return {
    name,
    parts: { kind: 'object', fields },
    schema: () => objectSchema(fields),
    read: cursor => {
      if (cursor.value !== null && !isMapping(cursor.value)) return wrongType(cursor, name)
      reportUnknownKeys(cursor, fields, rules.later ?? {})
      rules.check?.(cursor)
      const values: Record<string, unknown> = {}
      let isComplete = true
      for (const [key, field] of known) {
        const found = readField(cursor, key, field)
        if (found.ok) values[key] = found.value
        else isComplete = false
      }
      return isComplete ? (values as ObjectValue<F>) : undefined
    },
  }
}

function readField(cursor: Cursor, key: string, field: Field<unknown>): { ok: true; value: unknown } | { ok: false } {
  if (hasKey(cursor, key)) {
    const value = field.shape.read(childOf(cursor, key))
    return value === undefined ? { ok: false } : { ok: true, value }
  }
  if (field.defaultValue !== undefined) {
    return { ok: true, value: field.shape.read({ ...childOf(cursor, key), value: field.defaultValue }) }
  }
  if (!field.isRequired) return LEFT_OUT
  const message = `${key} is missing: ${field.doc}`
  const help = field.example === undefined ? undefined : `for example ${key}: ${JSON.stringify(field.example)}`
  reportAt(cursor, { code: 'MS3002', message, help }, 'key')
  return { ok: false }
}

/** By far the most frequent case. */
const LEFT_OUT = { ok: true, value: undefined } as const

function reportUnknownKeys(cursor: Cursor, fields: Fields, later: Readonly<Record<string, string>>): void {
  for (const key of Object.keys(cursor.value ?? {})) {
    if (Object.hasOwn(fields, key)) continue
    const child = childOf(cursor, key)
    if (Object.hasOwn(later, key)) {
      reportAt(child, { code: 'MS3009', message: `arrives in a later release`, help: later[key] }, 'key')
    } else {
      const message = `there is no key ${quoted(key)} here`
      reportAt(child, { code: 'MS3001', message, help: didYouMean(key, Object.keys(fields)) }, 'key')
    }
  }
}

function objectSchema(fields: Fields): JsonSchema {
  const required = Object.keys(fields).filter(key => fields[key].isRequired)
  return {
    type: 'object',
    additionalProperties: false,
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, fieldSchema(field)])),
  }
}

function fieldSchema(field: Field<unknown>): JsonSchema {
  const description = field.reason ? `${field.doc} Default: ${field.reason}` : field.doc
  return {
    description,
    ...(field.defaultValue !== undefined && { default: field.defaultValue }),
    ...(field.example !== undefined && { examples: [field.example] }),
    ...field.shape.schema(),
  }
}
