import type { FaultPolicy } from '../../../dataplane/route.ts'
import { type Fields, fields, numberOr, optionalDurationNs, optionalFields, optionalNumber, text } from '../field.ts'

/** core/route/route.go:TranslateFault; undefined when neither part says anything Envoy can do. */
export function translateFault(fault: Fields | undefined): FaultPolicy | undefined {
  if (!fault) return undefined
  const delay = translateDelay(optionalFields(fault.delay))
  const abort = translateAbort(optionalFields(fault.abort))
  return delay || abort ? { delay, abort } : undefined
}

function translateDelay(delay: Fields | undefined): FaultPolicy['delay'] {
  const durationNs = optionalDurationNs(delay?.fixedDelay)
  if (!delay || durationNs === undefined) return undefined
  const percentage = optionalFields(delay.percentage)
  const percent = percentage ? perMillion(numberOr(percentage.value, 0)) : numberOr(delay.percent, 0)
  return { durationNs, percent }
}

/** Without a percentage an abort never happens. */
function translateAbort(abort: Fields | undefined): FaultPolicy['abort'] {
  if (!abort) return undefined
  const percent = perMillion(numberOr(fields(abort.percentage).value, 0))
  const status = optionalNumber(abort.httpStatus)
  if (status !== undefined) return { status, percent }
  const grpcStatus = GRPC_STATUS.indexOf(text(abort.grpcStatus).toUpperCase())
  // Who does not speak gRPC gets the 200 alone.
  return grpcStatus < 0 ? undefined : { status: 200, grpcStatus, percent }
}

/** Percentages travel as whole millionths, cut rather than rounded. */
export function perMillion(percent: number): number {
  return Math.trunc(percent * 10_000) / 10_000
}

const GRPC_STATUS: readonly string[] = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
]
