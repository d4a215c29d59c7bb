import type { JwtFailure } from './token.ts'

/** Signatures checked in advance (see signatures.ts), so that deciding about a request needs no waiting. */
export interface SignatureTable {
  /** Undefined = signed with a key of the set. A pair that was not checked counts as not signed. */
  failureOf(token: string, keySet: string): JwtFailure | undefined
}

export const NOT_SIGNED: JwtFailure = 'Jwt verification fails'

export const NO_SIGNATURES: SignatureTable = { failureOf: () => NOT_SIGNED }
