import type { Request } from '../dataplane/request.ts'

/**
 * Value of a cookie, without the quotes around it; of a repeated cookie the first counts (Envoy
 * Http::Utility::parseCookieValue).
 * Known differences from Envoy: none.
 */
export function cookieOf(request: Request, name: string): string | undefined {
  for (const line of request.headers.get('cookie') ?? []) {
    for (const part of line.split(';')) {
      const equals = part.indexOf('=')
      if (equals > 0 && part.slice(0, equals).trim() === name) {
        return part
          .slice(equals + 1)
          .trim()
          .replace(/^"(.*)"$/, '$1')
      }
    }
  }
  return undefined
}
