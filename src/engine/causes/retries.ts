import { labelsOf } from '../books.ts'
import { flagsText } from '../flags.ts'
import { lostGrpcStatus } from '../grpc-reply.ts'
import { lossOf, NO_RESET } from '../reset.ts'
import { NONE, type Row } from '../row.ts'
import type { UpstreamState } from '../upstream-state.ts'
import type { World } from '../world.ts'

/** Statuses are below 1000; what is above is a grpc-status. */
const GRPC = 1000
const STATUS_STEP = 1024
/** Resets are few. */
const RESET_STEP = 16
/** Kinds of callers (row.ts). */
const CALLERS = 4

/** The caller's proxy tries again: `status`, `reset` and `grpcStatus` are how the last attempt ended. */
export function noteRetry(
  { books: { recorder } }: World,
  row: Row,
  upstream: UpstreamState,
  status: number,
  reset: number,
  grpcStatus?: number,
): void {
  const grpc = reset === NO_RESET ? (grpcStatus ?? NONE) : lostGrpcStatus(row, status)
  const said = grpc === NONE ? status : GRPC + grpc
  const caller = row.source.index * CALLERS + row.caller
  const key = (caller * RESET_STEP + reset) * STATUS_STEP + said
  const { retryIds } = upstream.stats
  let id = retryIds.get(key)
  if (id === undefined) {
    id = recorder.retries.id(labelsOf(row, row.target), causeText(said, reset))
    retryIds.set(key, id)
  }
  recorder.retries.count(id, row.startNs)
}

/** The hop is a further try of the application that calls. */
export function noteCalledAgain({ books: { recorder } }: World, row: Row): void {
  recorder.retries.count(recorder.retries.id(labelsOf(row, null), null), row.startNs)
}

/** `503`, `504 UT`, `grpc 14`. */
function causeText(said: number, reset: number): string {
  const status = said >= GRPC ? `grpc ${said - GRPC}` : String(said)
  return reset === NO_RESET ? status : `${status} ${flagsText(lossOf(reset).flags)}`
}
