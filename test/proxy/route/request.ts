import type { Request } from '../../../src/dataplane/request.ts'

/** A GET with the given parts. */
export function request(
  parts: Partial<Omit<Request, 'headers'>> & { readonly headers?: Readonly<Record<string, readonly string[]>> } = {},
): Request {
  const { headers = {}, ...rest } = parts
  return {
    method: 'GET',
    scheme: 'http',
    authority: 'web',
    path: '/',
    ...rest,
    headers: new Map(Object.entries(headers)),
  }
}
