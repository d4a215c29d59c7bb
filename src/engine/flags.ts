import type { ResponseFlag } from '../dataplane/outcome.ts'
import { nameHash } from '../measure/digest.ts'
import { DEADLINE_EXCEEDED } from '../proxy/route/grpc.ts'

/** Response flags as bits, in the order in which they are written. */
const FLAGS: readonly ResponseFlag[] = [
  'DI',
  'FI',
  'NR',
  'NC',
  'UH',
  'UO',
  'RL',
  'UAEX',
  'URX',
  'UF',
  'UC',
  'UR',
  'LR',
  'UT',
  'UPE',
  'UMSDR',
  'SI',
  'DC',
  'DPE',
  'DT',
]

const bit = (flag: ResponseFlag): number => 1 << FLAGS.indexOf(flag)
export const DI = bit('DI')
export const FI = bit('FI')
export const NR = bit('NR')
export const NC = bit('NC')
export const UH = bit('UH')
export const UO = bit('UO')
export const URX = bit('URX')
export const UF = bit('UF')
export const UC = bit('UC')
export const UR = bit('UR')
export const UT = bit('UT')
export const UPE = bit('UPE')
export const UMSDR = bit('UMSDR')
export const SI = bit('SI')
export const DC = bit('DC')
export const DPE = bit('DPE')
export const DT = bit('DT')
export const RL = bit('RL')
export const UAEX = bit('UAEX')

/** `URX,UF`, or `-` without flags. */
export function flagsText(flags: number): string {
  return FLAGS.filter((_, i) => flags & (1 << i)).join(',') || '-'
}

const hashes = new Map<number, number>()

/** Hash of the text of `flags`, for the digest: bits are an internal matter. */
export function flagsHash(flags: number): number {
  let hash = hashes.get(flags)
  if (hash === undefined) {
    hash = nameHash(flagsText(flags))
    hashes.set(flags, hash)
  }
  return hash
}

/** Outcomes as small numbers, for rows and codes: position in `OUTCOMES` plus 1, so that 0 means "not judged yet". */
export const OK = 1
export const DEGRADED = 2
export const ERROR = 3
export const TIMEOUT = 4
export const REJECTED = 5

/**
 * What an answer means to its caller (settled.md 4): rejected = turned away by a limit, timeout = 504 or a time limit of
 * any kind or a caller that gave up, error = everything else that is no answer of the application below 500.
 */
export function outcomeOf(status: number, flags: number, degraded: boolean): number {
  if (flags & (UO | RL) || status === 429) return REJECTED
  if (flags & (UT | DC | UMSDR | SI | DT) || status === 504) return TIMEOUT
  if (status >= 500 || status === 0 || flags & (NR | NC | UH | UF | UC | UR | UPE | FI | DPE)) return ERROR
  return degraded ? DEGRADED : OK
}

/** The same for the grpc-status of an answer (settled.md 4): 8 is RESOURCE_EXHAUSTED. */
export function outcomeOfGrpc(grpcStatus: number): number {
  if (grpcStatus === 0) return OK
  if (grpcStatus === DEADLINE_EXCEEDED) return TIMEOUT
  return grpcStatus === 8 ? REJECTED : ERROR
}

/** Of an answer that a proxy gives a gRPC client by itself: flags tell of limits, everything else the grpc-status. */
export function outcomeOfGrpcReply(grpcStatus: number, flags: number): number {
  const byLimit = outcomeOf(200, flags & (UO | RL | UT | DC | UMSDR | SI | DT), false)
  return byLimit === OK ? outcomeOfGrpc(grpcStatus) : byLimit
}
