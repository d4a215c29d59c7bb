import type { Headers } from '../../dataplane/request.ts'
import { HOUR, MICROSECOND, MILLISECOND, MINUTE, SECOND } from '../../kernel/time.ts'

/**
 * True for a gRPC request, by its content type (Envoy Grpc::Common::isGrpcRequestHeaders).
 * Known differences from Envoy: none.
 */
export function isGrpc(headers: Headers): boolean {
  const type = headers.get('content-type')?.[0]
  return type === 'application/grpc' || type?.startsWith('application/grpc+') === true
}

const UNITS: Readonly<Record<string, number>> = {
  H: HOUR,
  M: MINUTE,
  S: SECOND,
  m: MILLISECOND,
  u: MICROSECOND,
  n: 1,
}

/**
 * Deadline in the grpc-timeout header, in whole milliseconds rounded up; 0 = none. A number up to 99999999 and a unit, with the
 * white space and the plus that Envoy's parser passes over (Grpc::Common::getGrpcTimeout).
 */
export function grpcTimeoutNs(headers: Headers): number {
  const parts = /^\s*\+?(\d+)\s*([HMSmun])$/.exec(headers.get('grpc-timeout')?.[0] ?? '')
  if (parts === null || Number(parts[1]) > MAX_VALUE) return 0
  return Math.ceil((Number(parts[1]) * UNITS[parts[2]]) / MILLISECOND) * MILLISECOND
}

/** A time of whole milliseconds in the unit in which it has at most eight digits (Envoy Grpc::Common::toGrpcTimeout). */
export function grpcTimeoutText(ms: number): string {
  const [perUnitMs, unit] = MS_PER_UNIT.find(([each]) => Math.trunc(ms / each) <= MAX_VALUE) ?? HOURS
  return `${Math.min(MAX_VALUE, Math.trunc(ms / perUnitMs))}${unit}`
}

const MAX_VALUE = 99_999_999

type MsPerUnit = readonly [ms: number, unit: string]
const HOURS: MsPerUnit = [HOUR / MILLISECOND, 'H']
const MS_PER_UNIT: readonly MsPerUnit[] = [[1, 'm'], [SECOND / MILLISECOND, 'S'], [MINUTE / MILLISECOND, 'M'], HOURS]

export const DEADLINE_EXCEEDED = 4

/**
 * grpc-status of an answer that a proxy gives by itself to a gRPC request, by the HTTP status that others would get
 * (Envoy Grpc::Utility::httpToGrpcStatus).
 */
export function grpcStatusOfHttp(status: number): number {
  switch (status) {
    case 400:
      return 13
    case 401:
      return 16
    case 403:
      return 7
    case 404:
      return 12
    case 429:
    case 502:
    case 503:
    case 504:
      return 14
    default:
      return 2
  }
}

/** A text as the header grpc-message holds it (Envoy Http::Utility::PercentEncoding::encode). */
export function grpcMessage(text: string): string {
  const isPlain = (byte: number) => byte >= 0x20 && byte < 0x7e && byte !== PERCENT
  const written = (byte: number) =>
    isPlain(byte) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  return Array.from(new TextEncoder().encode(text), written).join('')
}

const PERCENT = 0x25

/** What outlier detection makes of a grpc-status in the headers (Envoy Grpc::Utility::grpcToHttpStatus). */
export function httpStatusOfGrpc(grpcStatus: number): number {
  return HTTP_OF_GRPC[grpcStatus] ?? 500
}

/** By grpc-status, 0 to 16. */
const HTTP_OF_GRPC: readonly number[] = [
  200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401,
]
