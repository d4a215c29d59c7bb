import type { Request } from '../../dataplane/request.ts'
import type { HashPolicy } from '../../dataplane/route.ts'
import { cookieOf } from '../cookie.ts'
import { hash64 } from '../hash.ts'
import { queryOf } from './query.ts'

const MASK = (1n << 64n) - 1n

/**
 * The number that consistent hashing looks up (source/common/http/hash_policy.cc): parts are folded in order, a part
 * whose header, cookie or parameter is missing is left out. Undefined = no part was there: the balancer picks by
 * chance. `initHash()` must have ended.
 * Known differences from Envoy: no `terminal`, no rewriting of headers, no filter state.
 * @param madeUp value of cookies with a lifetime that the request lacks; absent = they are left out
 */
export function requestHash(policies: readonly HashPolicy[], request: Request, madeUp?: string): bigint | undefined {
  let hash: bigint | undefined
  for (const policy of policies) {
    const part = partHash(policy, request, madeUp)
    if (part === undefined) continue
    hash = hash === undefined ? part : (((hash << 1n) | (hash >> 63n)) & MASK) ^ part
  }
  return hash
}

function partHash(policy: HashPolicy, request: Request, madeUp: string | undefined): bigint | undefined {
  switch (policy.kind) {
    case 'header':
      return linesHash(request.headers.get(policy.name.toLowerCase()))
    case 'cookie':
      // An empty cookie is none.
      return textHash(cookieOf(request, policy.name) || (policy.ttlNs === undefined ? undefined : madeUp))
    case 'query':
      return textHash(queryOf(request.path).get(policy.name))
    case 'sourceIp':
      return textHash(request.sourceIp)
  }
}

function textHash(text: string | undefined): bigint | undefined {
  return text === undefined ? undefined : hash64(text)
}

/** Lines are sorted and chained, so that their order means nothing. */
function linesHash(lines: readonly string[] | undefined): bigint | undefined {
  if (!lines || lines.length === 0) return undefined
  return [...lines].sort().reduce((hash, line) => hash64(line, hash), 0n)
}
