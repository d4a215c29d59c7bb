import type { Request } from '../../dataplane/request.ts'

/** Envoy cuts the path in a challenge after so many characters. */
const MAXIMUM_PATH_LENGTH = 256

/**
 * What the client asked for, as a challenge names it (source/common/http/utility.cc:buildOriginalUri).
 * Known differences from Envoy: none.
 */
export function originalUri(request: Request): string {
  const scheme = request.headers.get('x-forwarded-proto')?.[0] ?? request.scheme
  return `${scheme}://${request.authority}${request.path.slice(0, MAXIMUM_PATH_LENGTH)}`
}
