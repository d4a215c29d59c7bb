import { type Fields, fields, list, text, texts } from '../istio/field.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f]/

/** Filters that change headers, joined, in the form of a VirtualService's `headers`; undefined = there are none. */
export function headersOf(filters: readonly Fields[]): Fields | undefined {
  const request = operations(filters, 'RequestHeaderModifier', 'requestHeaderModifier')
  const response = operations(filters, 'ResponseHeaderModifier', 'responseHeaderModifier')
  if (!request && !response) return undefined
  return { ...(request ? { request } : {}), ...(response ? { response } : {}) }
}

function operations(filters: readonly Fields[], type: string, key: string): Fields | undefined {
  const found = filters.filter(filter => text(filter.type) === type).map(filter => fields(filter[key]))
  if (found.length === 0) return undefined
  return {
    set: named(found.flatMap(modifier => list(modifier.set))),
    add: named(found.flatMap(modifier => list(modifier.add))),
    remove: found.flatMap(modifier => texts(modifier.remove)),
  }
}

/** Of names that differ in case only, the first counts (headerListToMap). */
function named(entries: readonly unknown[]): Readonly<Record<string, string>> {
  const pairs = entries.map(fields).map(({ name, value }) => [text(name).toLowerCase(), text(value)])
  return Object.fromEntries(pairs.toReversed())
}

/** One that istiod takes: a value with control characters is a hard error (isValidHeaderValue). */
export function isHeaderModifier(filter: Fields): boolean {
  const type = text(filter.type)
  if (type !== 'RequestHeaderModifier' && type !== 'ResponseHeaderModifier') return false
  const modifier = fields(filter[type === 'RequestHeaderModifier' ? 'requestHeaderModifier' : 'responseHeaderModifier'])
  const values = [...list(modifier.set), ...list(modifier.add)].map(entry => text(fields(entry).value))
  return !values.some(value => CONTROL.test(value))
}
