/**
 * Reading fields of a resource's plain body. The config reader has already checked kinds and enums against the field
 * table, so a value of a wrong type counts as absent here: nothing is reported twice.
 */
export type Fields = Readonly<Record<string, unknown>>

const NOTHING: Fields = Object.freeze({})

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The mapping, or an empty one. */
export function fields(value: unknown): Fields {
  return isFields(value) ? value : NOTHING
}

/** The mapping, or undefined where the file has none: for messages whose presence alone means something. */
export function optionalFields(value: unknown): Fields | undefined {
  return isFields(value) ? value : undefined
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

export function texts(value: unknown): readonly string[] {
  return list(value).map(text)
}

/** A number, also one written as a string (64-bit proto fields in JSON); undefined otherwise. */
export function optionalNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const parsed = Number(value)
  return Number.isNaN(parsed) ? undefined : parsed
}

export function numberOr(value: unknown, fallback: number): number {
  return optionalNumber(value) ?? fallback
}

export function optionalBoolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined
}

/** `map<string, string>`; scalars of other types are written out, as kubectl would refuse them anyway. */
export function textMap(value: unknown): Readonly<Record<string, string>> {
  if (!isFields(value)) return {}
  const map: Record<string, string> = {}
  for (const [key, entry] of Object.entries(value)) map[key] = typeof entry === 'boolean' ? String(entry) : text(entry)
  return map
}

const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
}

/** A Go or protobuf JSON duration (`1h2m`, `1.5s`, `250ms`) in nanoseconds; undefined when absent or not one. */
export function optionalDurationNs(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^-?(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(value))
    return value === '0' ? 0 : undefined
  const negative = value.startsWith('-')
  let total = 0
  for (const [, amount, unit] of value.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    total += Number(amount) * UNIT_NS[unit]
  }
  return Math.round(negative ? -total : total)
}

/** All labels of `wanted` are carried by `labels` (labels.Instance.SubsetOf). */
export function labelsMatch(
  wanted: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): boolean {
  for (const key of Object.keys(wanted)) if (labels[key] !== wanted[key]) return false
  return true
}
