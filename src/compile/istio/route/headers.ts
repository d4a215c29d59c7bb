import type { HeaderMutation } from '../../../dataplane/route.ts'
import { NO_MUTATION } from '../../../dataplane/route.ts'
import { compareText } from '../creation-order.ts'
import { type Fields, fields, textMap, texts } from '../field.ts'

/** `headers` of a rule or destination, sorted into what Envoy mutates and what becomes a host rewrite. */
export interface HeaderOperations {
  readonly request: HeaderMutation
  readonly response: HeaderMutation
  /** Value set or added for `host` or `:authority`; `''` = none. */
  readonly authority: string
}

export const NO_OPERATIONS: HeaderOperations = { request: NO_MUTATION, response: NO_MUTATION, authority: '' }

/** core/route/route.go:TranslateHeadersOperations. */
export function translateHeaders(headers: Fields | undefined): HeaderOperations {
  if (!headers) return NO_OPERATIONS
  const request = fields(headers.request)
  return {
    request: translateMutation(request),
    response: translateMutation(fields(headers.response)),
    authority: authorityOf(textMap(request.set)) || authorityOf(textMap(request.add)),
  }
}

/** The second acts after the first, on one level of Envoy: what it sets wipes out what the first has added. */
export function joinMutations(first: HeaderMutation, second: HeaderMutation): HeaderMutation {
  if (second === NO_MUTATION) return first
  const wiped = new Set(second.set.map(([name]) => name))
  return {
    set: [...first.set, ...second.set],
    add: [...first.add.filter(([name]) => !wiped.has(name)), ...second.add],
    remove: [...first.remove, ...second.remove],
  }
}

function translateMutation(operations: Fields): HeaderMutation {
  const set = sortedEntries(operations.set)
  const add = sortedEntries(operations.add)
  const remove = texts(operations.remove)
    .filter(name => !isInternal(name))
    .map(name => name.toLowerCase())
  return set.length + add.length + remove.length === 0 ? NO_MUTATION : { set, add, remove }
}

function sortedEntries(value: unknown): readonly (readonly [string, string])[] {
  return Object.entries(textMap(value))
    .filter(([name]) => !isInternal(name))
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, text]) => [name.toLowerCase(), text] as const)
}

/** Envoy lets nobody mutate pseudo headers and Host. */
function isInternal(name: string): boolean {
  return name.startsWith(':') || name.toLowerCase() === 'host'
}

function authorityOf(entries: Readonly<Record<string, string>>): string {
  const found = Object.entries(entries).find(([name]) => /^(:authority|host)$/i.test(name))
  return found ? found[1] : ''
}
