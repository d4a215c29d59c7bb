/**
 * Query parameters, undecoded; of a repeated name the first counts (source/common/http/utility.cc:parseQueryString).
 * Known differences from Envoy: none.
 */
export function queryOf(path: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>()
  const start = path.indexOf('?')
  if (start < 0) return parameters
  const end = path.indexOf('#', start)
  for (const part of path.slice(start + 1, end < 0 ? undefined : end).split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = equals < 0 ? part : part.slice(0, equals)
    if (!parameters.has(name)) parameters.set(name, equals < 0 ? '' : part.slice(equals + 1))
  }
  return parameters
}
