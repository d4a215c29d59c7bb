/** The parts of a URL that a proxy decides on. */
export interface UrlParts {
  readonly scheme: 'http' | 'https'
  /** Host, with the port if one was written. */
  readonly authority: string
  /** Path with query; `/` if none was written. */
  readonly path: string
}

/**
 * Splits `[scheme://]host[:port][/path][?query]`, or a bare `/path` (then the authority is empty). Nothing is decoded or
 * normalised, since a proxy matches the path as sent. Total: the reader of the scenario has already refused nonsense.
 */
export function splitUrl(text: string): UrlParts {
  const scheme = /^https:\/\//i.test(text) ? 'https' : 'http'
  const rest = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/#.*$/, '')
  const pathAt = rest.search(/[/?]/)
  if (pathAt < 0) return { scheme, authority: rest, path: '/' }
  const path = rest.slice(pathAt)
  return { scheme, authority: rest.slice(0, pathAt), path: path.startsWith('/') ? path : `/${path}` }
}

/** Host and port as written; the brackets of an IPv6 address stay. */
export function splitAuthority(authority: string): { readonly host: string; readonly port: number | undefined } {
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(?::(\d*))?/.exec(authority) ?? ['', authority]
  return { host, port: port ? Number(port) : undefined }
}
