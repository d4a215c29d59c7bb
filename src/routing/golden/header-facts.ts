import type { Headers } from '../../dataplane/request.ts'
import type { Facts } from './recording.ts'

/** Left out of recordings: what proxies and servers add to every message. */
const UNREPORTED = /^(x-request-id|x-forwarded-.*|x-envoy-.*|date|server|content-length|content-type)$/

/** Differences between two sets of headers as a recording writes them; empty parts are left out. */
export function changedHeaders(
  before: Headers,
  after: Headers,
): { readonly headersAdded?: Facts; readonly headersRemoved?: readonly string[] } {
  const added: Record<string, unknown> = {}
  for (const [name, lines] of after) {
    if (UNREPORTED.test(name)) continue
    if (before.get(name)?.join('\n') !== lines.join('\n')) added[name] = lines.length === 1 ? lines[0] : lines
  }
  const removed = [...before.keys()].filter(name => !after.has(name) && !name.startsWith('x-forwarded-'))
  return {
    ...(Object.keys(added).length > 0 ? { headersAdded: added } : {}),
    ...(removed.length > 0 ? { headersRemoved: removed } : {}),
  }
}

export function addedHeaders(headers: Headers, lines: readonly (readonly [string, string])[]): Headers {
  const after = new Map(headers)
  for (const [name, value] of lines) after.set(name, [...(after.get(name) ?? []), value])
  return after
}
