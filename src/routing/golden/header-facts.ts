import type { Headers } from '../../dataplane/request.ts'
import type { Facts } from './recording.ts'

/** Differences between two sets of headers as a recording writes them; empty parts are left out. */
export function changedHeaders(before: Headers, after: Headers): Facts {
  const added: Record<string, unknown> = {}
  for (const [name, lines] of after) {
    if (before.get(name)?.join('\n') !== lines.join('\n')) added[name] = lines.length === 1 ? lines[0] : lines
  }
  const removed = [...before.keys()].filter(name => !after.has(name))
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
