import type { JwtProvider } from '../../../dataplane/authorization.ts'
import type { ServerSide } from '../../../dataplane/server-side.ts'

/** Whatever may look for tokens at these proxies, each issuer and key set once. */
export function providersAmong(sides: readonly ServerSide[]): readonly JwtProvider[] {
  const filters = sides.flatMap(({ httpFilters }) => httpFilters)
  const providers = filters.flatMap(filter => (filter.kind === 'jwt' ? filter.providers : []))
  return [...new Map(providers.map(provider => [`${provider.issuer} ${provider.keySet}`, provider])).values()]
}
