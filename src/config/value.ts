/** Careful readers of plain YAML values: what is missing or of another type reads as empty. */
export type YamlRecord = Readonly<Record<string, unknown>>

const EMPTY: YamlRecord = Object.freeze({})

export function isRecord(value: unknown): value is YamlRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function recordOf(value: unknown): YamlRecord {
  return isRecord(value) ? value : EMPTY
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Undefined for everything but a number. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined
}

/** Set to something: null counts as absent, as it does to the API server. */
export function isSet(value: unknown): boolean {
  return value !== undefined && value !== null
}

/** The entries of a mapping whose values are text. */
export function textMapOf(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(recordOf(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  )
  return Object.fromEntries(entries)
}
