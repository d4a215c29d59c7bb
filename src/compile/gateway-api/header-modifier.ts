import { type Fields, fields, list, text, texts } from '../istio/field.ts'

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

function named(entries: readonly unknown[]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.map(entry => [text(fields(entry).name), text(fields(entry).value)]))
}

export function isHeaderModifier({ type }: Fields): boolean {
  return /^(Request|Response)HeaderModifier$/.test(text(type))
}
