import type { Check, Path } from './check.ts'
import type { FieldSchema } from './field-schema.ts'
import { parseGoDuration } from './go-duration.ts'
import { nearest } from './nearest.ts'
import { isRecord, isSet } from './value.ts'

const NANOSECONDS_PER_MILLISECOND = 1e6

/** The way to the value at hand: one list that grows and shrinks, since a mesh has a hundred thousand values to check. */
type Trail = (string | number)[]

/**
 * Checks a value against the field table as the API server does (strict: unknown fields are refused), reporting every
 * problem. Null counts as absent.
 */
export function checkFields(
  value: unknown,
  schema: FieldSchema,
  table: readonly FieldSchema[],
  path: Path,
  check: Check,
): void {
  checkValue(value, schema, table, [...path], check)
}

function checkStep(
  step: string | number,
  value: unknown,
  schema: FieldSchema,
  table: readonly FieldSchema[],
  trail: Trail,
  check: Check,
): void {
  trail.push(step)
  checkValue(value, schema, table, trail, check)
  trail.pop()
}

function checkValue(
  value: unknown,
  schema: FieldSchema,
  table: readonly FieldSchema[],
  path: Trail,
  check: Check,
): void {
  if (!isSet(value)) return
  switch (schema.type) {
    case 'object':
      if (isRecord(value)) checkObject(value, schema, table, path, check)
      else wrongType('a mapping', value, path, check)
      return
    case 'map':
      if (isRecord(value)) checkMap(value, schema, table, path, check)
      else wrongType('a mapping', value, path, check)
      return
    case 'array':
      if (Array.isArray(value)) checkArray(value, schema, table, path, check)
      else wrongType('a list', value, path, check)
      return
    default:
      checkScalar(value, schema, path, check)
  }
}

function checkObject(
  value: Readonly<Record<string, unknown>>,
  schema: FieldSchema,
  table: readonly FieldSchema[],
  path: Trail,
  check: Check,
): void {
  const fields = schema.fields ?? {}
  for (const name of Object.keys(value)) {
    if (Object.hasOwn(fields, name)) checkStep(name, value[name], table[fields[name]], table, path, check)
    else if (!schema.open) unknownField(name, Object.keys(fields), path, check)
  }
  for (const name of schema.required ?? []) {
    if (!isSet(value[name])) check.error('MS2014', path, `field ${name} is missing`)
  }
  for (const { names, isNeeded } of schema.oneOf ?? []) {
    const given = names.filter(name => isSet(value[name]))
    if (given.length > 1) {
      check.errorAtKey('MS2015', [...path, given[1]], `${given.join(' and ')} can't be set together`)
    } else if (isNeeded && given.length === 0) {
      check.error('MS2015', path, `one of ${names.join(', ')} must be set`)
    }
  }
}

function unknownField(name: string, known: readonly string[], path: Path, check: Check): void {
  const meant = nearest(name, known)
  const allowed = known.length > 0 && known.length <= 12 ? `allowed here: ${known.join(', ')}` : undefined
  const help = meant ? `did you mean ${meant}?` : allowed
  check.errorAtKey('MS2010', [...path, name], `unknown field ${name}`, help)
}

function checkMap(
  value: Readonly<Record<string, unknown>>,
  schema: FieldSchema,
  table: readonly FieldSchema[],
  path: Trail,
  check: Check,
): void {
  const names = Object.keys(value)
  checkSize(names.length, schema.minProperties, schema.maxProperties, 'entries', path, check)
  for (const name of names) checkStep(name, value[name], table[schema.items ?? 0], table, path, check)
}

function checkArray(
  value: readonly unknown[],
  schema: FieldSchema,
  table: readonly FieldSchema[],
  path: Trail,
  check: Check,
): void {
  checkSize(value.length, schema.minItems, schema.maxItems, 'entries', path, check)
  const item = table[schema.items ?? 0]
  for (let index = 0; index < value.length; index++) checkStep(index, value[index], item, table, path, check)
}

function checkSize(
  size: number,
  minimum: number | undefined,
  maximum: number | undefined,
  what: string,
  path: Path,
  check: Check,
): void {
  if (minimum !== undefined && size < minimum) check.error('MS2013', path, `at least ${minimum} ${what} are needed`)
  if (maximum !== undefined && size > maximum) check.error('MS2013', path, `at most ${maximum} ${what} are allowed`)
}

function checkScalar(value: unknown, schema: FieldSchema, path: Path, check: Check): void {
  const wanted = WANTED[schema.type]
  if (wanted && !wanted.accepts(value)) {
    const isUnquoted = schema.type === 'string' && (typeof value === 'number' || typeof value === 'boolean')
    wrongType(wanted.name, value, path, check, isUnquoted ? 'put it in quotes' : undefined)
    return
  }
  if (schema.enum && !schema.enum.includes(value)) {
    const meant = nearest(String(value), schema.enum.map(String))
    const allowed = `allowed: ${schema.enum.filter(option => option !== '').join(', ')}`
    check.error(
      'MS2012',
      path,
      `${String(value)} is not allowed here`,
      meant ? `did you mean ${meant}? ${allowed}` : allowed,
    )
  }
  if (typeof value === 'number') checkBounds(value, schema, path, check)
  if (typeof value === 'string') {
    checkSize(value.length, schema.minLength, schema.maxLength, 'characters', path, check)
    if (schema.format === 'duration') checkDuration(value, path, check)
    if (schema.pattern !== undefined && !new RegExp(schema.pattern).test(value)) {
      check.error(
        'MS2017',
        path,
        `${value === '' ? 'an empty text' : value} is not written as it must be`,
        `it has to match ${schema.pattern}`,
      )
    }
  }
}

const WANTED: Partial<Record<FieldSchema['type'], { name: string; accepts: (value: unknown) => boolean }>> = {
  string: { name: 'text', accepts: value => typeof value === 'string' },
  integer: { name: 'a whole number', accepts: value => Number.isInteger(value) },
  number: { name: 'a number', accepts: value => typeof value === 'number' && Number.isFinite(value) },
  boolean: { name: 'true or false', accepts: value => typeof value === 'boolean' },
  intOrString: {
    name: 'a whole number or text',
    accepts: value => Number.isInteger(value) || typeof value === 'string',
  },
}

function checkBounds(value: number, schema: FieldSchema, path: Path, check: Check): void {
  const { minimum, maximum } = schema
  const isOutside = (minimum !== undefined && value < minimum) || (maximum !== undefined && value > maximum)
  if (!isOutside) return
  const range = maximum === undefined ? `at least ${minimum}` : `from ${minimum ?? 0} to ${maximum}`
  check.error('MS2013', path, `${value} is out of range`, `allowed: ${range}`)
}

/** A duration as nearly all fields of Istio want it: the CRDs' CEL rule and pkg/config/validation/agent:ValidateDuration. */
export function checkDuration(value: string, path: Path, check: Check): void {
  const nanoseconds = checkAnyDuration(value, path, check)
  if (nanoseconds === undefined) return
  if (nanoseconds < NANOSECONDS_PER_MILLISECOND) {
    check.error('MS2016', path, `a duration must be at least 1ms, not ${value}`)
  } else if (nanoseconds % NANOSECONDS_PER_MILLISECOND !== 0) {
    check.error('MS2016', path, `a duration must be a whole number of milliseconds, not ${value}`)
  }
}

/** A duration of any length, also a negative one; its nanoseconds. */
export function checkAnyDuration(value: string, path: Path, check: Check): number | undefined {
  const nanoseconds = parseGoDuration(value)
  if (nanoseconds !== undefined) return nanoseconds
  const help = /^[0-9.]+$/.test(value) ? `write the unit: ${value}s or ${value}ms` : 'write it as 1h30m, 10s or 250ms'
  check.error('MS2016', path, `${value === '' ? 'an empty text' : value} is not a duration`, help)
  return undefined
}

function wrongType(wanted: string, value: unknown, path: Path, check: Check, help?: string): void {
  check.error('MS2011', path, `${wanted} is expected here, not ${describe(value)}`, help)
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (isRecord(value)) return 'a mapping'
  if (typeof value === 'string') return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`
  if (typeof value === 'boolean') return String(value)
  return `the number ${String(value)}`
}
