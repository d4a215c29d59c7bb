import type { Headers } from '../../dataplane/request.ts'
import { HOUR, MICROSECOND, MILLISECOND, MINUTE, SECOND } from '../../kernel/time.ts'

/** True for a gRPC request, by its content type (Envoy Grpc::Common::isGrpcRequestHeaders). */
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

/** Deadline in the grpc-timeout header, at most eight digits and a unit; 0 = none. */
export function grpcTimeoutNs(headers: Headers): number {
  const parts = /^(\d{1,8})([HMSmun])$/.exec(headers.get('grpc-timeout')?.[0] ?? '')
  return parts === null ? 0 : Number(parts[1]) * UNITS[parts[2]]
}

/**
 * grpc-status of an answer that a proxy gives by itself to a gRPC request, by the HTTP status that others would get
 * (Envoy Grpc::Utility::httpToGrpcStatus).
 */
export function grpcStatusOfHttp(status: number): number {
  switch (status) {
    case 200:
      return 0
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

/** What outlier detection makes of a grpc-status in the headers (Envoy Grpc::Utility::grpcToHttpStatus). */
export function httpStatusOfGrpc(grpcStatus: number): number {
  return HTTP_OF_GRPC[grpcStatus] ?? 500
}

/** By grpc-status, 0 to 16. */
const HTTP_OF_GRPC: readonly number[] = [
  200, 499, 500, 400, 504, 404, 409, 403, 429, 400, 409, 400, 501, 500, 503, 500, 401,
]
