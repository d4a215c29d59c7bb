import type { Request } from '../dataplane/request.ts'
import type { HashPolicy } from '../dataplane/route.ts'
import { type HashValue, hashValue } from '../proxy/hash.ts'
import { cookiesToMakeUp, type MadeUpCookie, madeUpValue } from '../proxy/route/made-up-cookie.ts'
import { requestHash } from '../proxy/route/request-hash.ts'
import { downstreamOf } from './downstream-address.ts'
import type { Row } from './row.ts'
import type { World } from './world.ts'

/** For requests of one shape that lack a cookie which the proxy then makes up: what the hash of each comes from. */
export interface MadeUpCookies {
  readonly policies: readonly HashPolicy[]
  readonly request: Request
  readonly cookies: readonly MadeUpCookie[]
}

/** Hash policies see the request as it is sent on (Envoy Filter::decodeHeaders). */
export function hashOf(policies: readonly HashPolicy[], request: Request, madeUp?: string): HashValue | null {
  const hash = requestHash(policies, request, madeUp)
  return hash === undefined ? null : hashValue(hash)
}

export function madeUpCookies(policies: readonly HashPolicy[], request: Request): MadeUpCookies | null {
  const cookies = cookiesToMakeUp(policies, request)
  return cookies.length === 0 ? null : { policies, request, cookies }
}

/** The hash of a request depends on the connection that it came by. */
export function hashByConnection(world: World, row: Row, { policies, request }: MadeUpCookies): HashValue | null {
  return hashOf(policies, request, cookieValue(world, row))
}

export function cookieValue(world: World, row: Row): string {
  const { remote, local } = downstreamOf(world, row)
  return madeUpValue(remote, local)
}
