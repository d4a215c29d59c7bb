import type { PathMatch } from '../../dataplane/match.ts'
import type { Request } from '../../dataplane/request.ts'
import type { RedirectAction } from '../../dataplane/route.ts'
import { cutPort, portOf } from './authority.ts'
import { rewritePath } from './rewrite.ts'

/**
 * Location of a redirect (source/common/http/utility.cc:newUri). The request's query is kept unless the new path has
 * one of its own; its port goes when the redirect names one, or when the scheme changes away from the one it belongs
 * to.
 * Known differences from Envoy: no strip_query and no rewrite by regular expression, which Istio does not use.
 */
export function redirectLocation(action: RedirectAction, request: Request, match: PathMatch): string {
  const scheme = action.scheme ?? request.scheme
  const host = action.host ?? hostOfRequest(action, request, scheme)
  const port = action.port === undefined ? '' : `:${action.port}`
  return `${scheme}://${host}${port}${redirectPath(action, request.path, match)}`
}

function hostOfRequest(action: RedirectAction, request: Request, scheme: string): string {
  const { authority } = request
  if (action.port !== undefined) return cutPort(authority)
  const isDefault = portOf(authority) === (request.scheme === 'https' ? 443 : 80)
  return scheme !== request.scheme && isDefault ? cutPort(authority) : authority
}

function redirectPath(action: RedirectAction, path: string, match: PathMatch): string {
  if (action.prefixRewrite !== undefined)
    return rewritePath(path, match, { kind: 'prefix', value: action.prefixRewrite })
  if (action.path === undefined) return path
  const query = path.indexOf('?')
  const withQuery = action.path.includes('?') || query < 0 ? action.path : action.path + path.slice(query)
  return withQuery.startsWith('/') ? withQuery : `/${withQuery}`
}

/** Where a virtual host that demands TLS sends plain-text requests; a port in the authority stays. */
export function httpsLocation(request: Request): string {
  return `https://${request.authority}${request.path}`
}
