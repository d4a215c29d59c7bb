/** A file that isn't what the reader takes it for. The message says where and what was expected. */
export class Unreadable extends Error {}

/** A value of a JSON document with its path, for messages. */
export interface JsonField {
  readonly path: string
  readonly value: unknown
}

type Fields = Readonly<Record<string, unknown>>

export function unreadable({ path, value }: JsonField, expected: string): never {
  throw new Unreadable(`${path}: ${expected} expected, found ${(JSON.stringify(value) ?? 'nothing').slice(0, 120)}`)
}

export function field(of: JsonField, name: string): JsonField {
  return { path: `${of.path}.${name}`, value: fieldsOf(of)[name] }
}

export function isPresent({ value }: JsonField): boolean {
  return value !== undefined && value !== null
}

export function fieldsOf(at: JsonField): Fields {
  const { value } = at
  if (typeof value !== 'object' || value === null || Array.isArray(value)) unreadable(at, 'an object')
  return value as Fields
}

export function entriesOf(at: JsonField): readonly (readonly [string, JsonField])[] {
  return Object.keys(fieldsOf(at)).map(name => [name, field(at, name)])
}

export function itemsOf(at: JsonField): readonly JsonField[] {
  if (!Array.isArray(at.value)) unreadable(at, 'a list')
  return at.value.map((value, index) => ({ path: `${at.path}[${index}]`, value }))
}

export function textOf(at: JsonField): string {
  return typeof at.value === 'string' ? at.value : unreadable(at, 'a text')
}

export function numberOf(at: JsonField): number {
  return typeof at.value === 'number' ? at.value : unreadable(at, 'a number')
}

export function oneOf<T extends string>(at: JsonField, allowed: readonly T[]): T {
  const text = textOf(at)
  return allowed.find(each => each === text) ?? unreadable(at, `one of ${allowed.join(', ')}`)
}

/** The part of a sentence that a pattern's group catches; a sentence that reads otherwise means something else. */
export function phrase(at: JsonField, pattern: RegExp): RegExpExecArray {
  return pattern.exec(textOf(at)) ?? unreadable(at, `a sentence like ${pattern.source}`)
}

/** Only these fields may be there: an unknown one would otherwise be passed over in silence. */
export function onlyFields(at: JsonField, known: readonly string[]): void {
  for (const [name, each] of entriesOf(at)) if (!known.includes(name)) unreadable(each, `no field ${name}`)
}
