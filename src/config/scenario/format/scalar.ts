import { scalarTrap } from '../../yaml-scalar.ts'
import { type Parsed, quoted } from '../parsed.ts'
import { didYouMean } from '../suggestion.ts'
import { type Cursor, type JsonSchema, kindOf, reportAt, type Shape } from './shape.ts'

/** A word or figure with a notation of its own, such as `12m30s`. A number is read by the digits that the file has. */
export function scalar<T>(name: string, parse: (text: string) => Parsed<T>, schema: JsonSchema): Shape<T> {
  return {
    name,
    parts: { kind: 'scalar' },
    schema: () => ({ type: 'string', ...schema }),
    read: cursor => {
      const { value, source } = cursor
      if (typeof value !== 'string' && typeof value !== 'number') return notText(cursor, name)
      const result = parse(typeof value === 'number' ? (source.raw ?? String(value)) : value)
      if (result.ok) return result.value
      const trap = typeof value === 'string' && source.raw !== undefined ? scalarTrap(source.raw) : undefined
      return reportAt(cursor, trap ? { ...result, help: trap } : result)
    },
  }
}

/** One of a few words. */
export function word<const W extends string>(name: string, words: readonly W[]): Shape<W> {
  return {
    name,
    parts: { kind: 'scalar' },
    schema: () => ({ enum: words }),
    read: cursor => {
      const found = words.find(one => one === cursor.value)
      if (found !== undefined) return found
      if (typeof cursor.value !== 'string') return notText(cursor, words.join(' or '))
      const help = didYouMean(cursor.value, words)
      return reportAt(cursor, { code: 'MS3008', message: `${quoted(cursor.value)} is not a ${name}`, help })
    },
  }
}

/** Any text that is not empty. */
export function text(name: string): Shape<string> {
  return {
    name,
    parts: { kind: 'scalar' },
    schema: () => ({ type: 'string', minLength: 1 }),
    read: cursor => {
      if (typeof cursor.value !== 'string') return notText(cursor, name)
      if (cursor.value.trim() !== '') return cursor.value
      return reportAt(cursor, { code: 'MS3003', message: `must be a ${name}, not empty` })
    },
  }
}

/** A whole number within bounds. */
export function integer(name: string, least: number, most = Number.MAX_SAFE_INTEGER): Shape<number> {
  return {
    name,
    parts: { kind: 'scalar' },
    schema: () => ({ type: 'integer', minimum: least, ...(most < Number.MAX_SAFE_INTEGER && { maximum: most }) }),
    read: cursor => {
      const { value } = cursor
      const bounds = most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `of ${least} or more`
      const help = `allowed: a whole number ${bounds}`
      if (typeof value !== 'number') return wrongType(cursor, name, help)
      if (Number.isInteger(value) && value >= least && value <= most) return value
      return reportAt(cursor, { code: 'MS3007', message: `${value} is not a ${name}`, help })
    },
  }
}

export function wrongType(cursor: Cursor, wanted: string, help?: string): undefined {
  const isMissing = cursor.value === null
  const message = isMissing
    ? `must be a ${wanted}, but nothing is given`
    : `must be a ${wanted}, not ${kindOf(cursor.value)}`
  return reportAt(cursor, { code: 'MS3003', message, help }, isMissing ? 'key' : 'value')
}

/** The same where a text is wanted: YAML takes some for numbers and truth values. */
export function notText(cursor: Cursor, wanted: string): undefined {
  const { value } = cursor
  const isTaken = typeof value === 'number' || typeof value === 'boolean'
  return wrongType(cursor, wanted, isTaken ? 'quote it if text is meant' : undefined)
}
