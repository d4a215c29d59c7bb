/** Plain data in the form of Envoy's protobuf messages (their canonical JSON, fields in snake case). */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [field: string]: Json | undefined
}

const PACKAGE = 'type.googleapis.com/envoy'

/** A message inside a google.protobuf.Any; `type` as `extensions.filters.http.router.v3.Router`. */
export function typed(type: string, fields: JsonObject = {}): JsonObject {
  return { '@type': `${PACKAGE}.${type}`, ...fields }
}

/** google.protobuf.Duration: seconds with up to nine decimals. */
export function duration(ns: number): string {
  const whole = Math.floor(ns / 1e9)
  const rest = String(ns % 1e9)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return rest === '' ? `${whole}s` : `${whole}.${rest}s`
}

/** The same, where 0 and absent both mean "none" and Envoy has a default of its own for an absent field. */
export function durationOrNone(ns: number | undefined): string {
  return duration(ns ?? 0)
}

/** envoy.type.v3.FractionalPercent, as Istio writes them. */
export function percentage(percent: number): JsonObject {
  return { numerator: Math.round(percent * 10_000), denominator: 'MILLION' }
}
