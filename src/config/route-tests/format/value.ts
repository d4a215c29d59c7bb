import { RETRY_CONDITIONS } from '../../istio/http-policy.ts'
import { choice, listOf, mapOf } from '../../scenario/format/collection.ts'
import { text, wrongType } from '../../scenario/format/scalar.ts'
import { meaning, reportAt, type Shape } from '../../scenario/format/shape.ts'
import { quoted } from '../../scenario/parsed.ts'
import { didYouMean } from '../../scenario/suggestion.ts'
import type { Comparison } from '../route-tests.ts'

/** A share in percent, as a plain number: `90`, or `90%`. */
export const percentage: Shape<number> = {
  name: 'percentage',
  parts: { kind: 'scalar' },
  schema: () => ({
    anyOf: [
      { type: 'number', minimum: 0, maximum: 100 },
      { type: 'string', pattern: '^\\d+(\\.\\d+)?%$' },
    ],
  }),
  read: cursor => {
    const { value } = cursor
    const number = typeof value === 'string' ? Number(/^(\d+(?:\.\d+)?)%$/.exec(value)?.[1] ?? Number.NaN) : value
    if (typeof number !== 'number' || Number.isNaN(number)) return wrongType(cursor, 'percentage', 'for example 90')
    if (number >= 0 && number <= 100) return number
    return reportAt(cursor, { code: 'MS3007', message: `${number} is no percentage`, help: 'allowed: from 0 to 100' })
  },
}

export const toggle: Shape<boolean> = {
  name: 'true or false',
  parts: { kind: 'scalar' },
  schema: () => ({ type: 'boolean' }),
  read: cursor => (typeof cursor.value === 'boolean' ? cursor.value : wrongType(cursor, 'true or false')),
}

/** `3` or `">= 1"`. */
export const comparison: Shape<Comparison> = {
  name: 'number or comparison',
  parts: { kind: 'scalar' },
  schema: () => ({
    anyOf: [
      { type: 'integer', minimum: 0 },
      { type: 'string', pattern: '^\\s*(>=|<=|=|>|<)\\s*\\d+\\s*$' },
    ],
  }),
  read: cursor => {
    const { value } = cursor
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return { operator: '=', value }
    const [, operator, number] = typeof value === 'string' ? (/^\s*(>=|<=|=|>|<)\s*(\d+)\s*$/.exec(value) ?? []) : []
    if (operator !== undefined) return { operator: operator as Comparison['operator'], value: Number(number) }
    return wrongType(cursor, 'number or comparison', 'for example 3, or ">= 1"')
  },
}

const textOrNumber: Shape<string> = {
  name: 'text or number',
  parts: { kind: 'scalar' },
  schema: () => ({ type: ['string', 'integer'] }),
  read: cursor => {
    const { value } = cursor
    return typeof value === 'string' || typeof value === 'number' ? String(value) : wrongType(cursor, 'text or number')
  },
}

/** A condition by name, or a status; what Envoy does not know would never be retried. */
export const retryCondition: Shape<string> = meaning(textOrNumber, (value, cursor) => {
  if (RETRY_CONDITIONS.has(value) || /^[1-5]\d\d$/.test(value)) return value
  const help = didYouMean(value, [...RETRY_CONDITIONS])
  return reportAt(cursor, {
    code: 'MS3008',
    message: `${quoted(value)} is no condition of a retry and no status`,
    help,
  })
})

/** `VirtualService/reviews`, `VirtualService/reviews#0`, `VirtualService/default/reviews#0`. */
export const ruleText: Shape<string> = matching(
  'rule',
  /^[A-Za-z]+\/[^/\s#]+(\/[^/\s#]+)?(#\d+)?$/,
  'for example VirtualService/reviews#0',
)

export const hashKey: Shape<string> = matching(
  'hash key',
  /^(source-ip|(header|cookie|query) \S+)$/,
  'for example header x-user, cookie session, query user or source-ip',
)

function matching(name: string, pattern: RegExp, help: string): Shape<string> {
  const shape = meaning(text(name), (value, cursor) =>
    pattern.test(value) ? value : reportAt(cursor, { code: 'MS3006', message: `${quoted(value)} is no ${name}`, help }),
  )
  return { ...shape, schema: () => ({ type: 'string', pattern: pattern.source }) }
}

/** Names to texts. */
export const valueMap: Shape<Readonly<Record<string, string>>> = meaning(
  mapOf('mapping of names to values', textOrNumber),
  entries => Object.fromEntries(entries.map(({ key, value }) => [key.name, value])),
)

/** One value, or several that are tried one after the other. */
export function severalOf<T>(name: string, one: Shape<T>): Shape<readonly T[]> {
  return choice<readonly T[]>(`${name} or list`, {
    scalar: meaning(one, value => [value]),
    list: listOf(`list of ${name}s, at least one`, one, 1),
  })
}

/** Without the keys that are not given. */
export function shown<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given: Partial<T> = {}
  for (const key in value) {
    if (value[key] !== undefined) given[key] = value[key]
  }
  return given as { [K in keyof T]?: Exclude<T[K], undefined> }
}
