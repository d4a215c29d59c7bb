import type { JwtProvider } from '../../../dataplane/authorization.ts'
import type { Request } from '../../../dataplane/request.ts'
import { cookieOf } from '../../cookie.ts'
import { queryOf } from '../../route/query.ts'

/** A token and where it stood. */
export interface FoundToken {
  readonly token: string
  readonly place: { readonly kind: 'header' | 'param' | 'cookie'; readonly name: string }
}

/**
 * Tokens of a request at the places that a provider names (jwt_authn/extractor.cc:extract).
 * Known differences from Envoy: none.
 */
export function findTokens(provider: JwtProvider, request: Request): readonly FoundToken[] {
  const headers = [...provider.fromHeaders].sort((a, b) => (a.name + a.prefix < b.name + b.prefix ? -1 : 1))
  const parameters = queryOf(request.path)
  return [
    ...headers.flatMap(({ name, prefix }) =>
      linesOf(request, name).flatMap(line => {
        const token = tokenIn(line, prefix)
        return token === undefined ? [] : [{ token, place: { kind: 'header' as const, name } }]
      }),
    ),
    ...[...provider.fromParams].sort().flatMap(name => {
      const token = parameters.get(name)
      return token === undefined ? [] : [{ token: decodePercent(token), place: { kind: 'param' as const, name } }]
    }),
    ...[...provider.fromCookies].sort().flatMap(name => {
      const token = cookieOf(request, name)
      return token === undefined ? [] : [{ token, place: { kind: 'cookie' as const, name } }]
    }),
  ]
}

/** Envoy keeps Authorization as one header: its lines become one with commas. */
function linesOf(request: Request, name: string): readonly string[] {
  const lines = request.headers.get(name) ?? []
  return name === 'authorization' && lines.length > 1 ? [lines.join(',')] : lines
}

/** The prefix may stand anywhere; after it the first character that a token can have begins the token. */
function tokenIn(line: string, prefix: string): string | undefined {
  if (prefix === '') return line
  const at = line.indexOf(prefix)
  if (at < 0) return undefined
  const rest = line.slice(at + prefix.length)
  const start = rest.search(/[A-Za-z0-9\-_.]/)
  return start < 0 ? line : rest.slice(start)
}

function decodePercent(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/** The request without a token; cookies keep theirs, as in Envoy. */
export function withoutToken(request: Request, { place }: FoundToken): Request {
  if (place.kind === 'header') {
    const headers = new Map(request.headers)
    headers.delete(place.name)
    return { ...request, headers }
  }
  if (place.kind === 'param') return { ...request, path: withoutParam(request.path, place.name) }
  return request
}

function withoutParam(path: string, name: string): string {
  const start = path.indexOf('?')
  if (start < 0) return path
  const kept = path
    .slice(start + 1)
    .split('&')
    .filter(part => part !== '' && part.split('=', 1)[0] !== name)
  return path.slice(0, start) + (kept.length > 0 ? `?${kept.join('&')}` : '')
}
