import type { ExplainedCaller, Explanation, HopExplanation } from '../dataplane/explanation.ts'

/**
 * What `explain -o json` prints: `from`, `request` and `got` as in a line of the recordings, the trail beside them, and
 * under `next` the same for every server and gateway that the request can come to.
 */
export function explanationJson({ from, request, assumed, hops }: Explanation): string {
  const [first, ...next] = hops
  const value = { schema: 1, from: callerOf(from), request, ...hopOf(first), next: next.map(hopOf), assumed }
  return `${JSON.stringify(value, null, 2)}\n`
}

function callerOf({ kind, name, namespace, port, why }: ExplainedCaller): Readonly<Record<string, unknown>> {
  return { [kind]: name, namespace, ...(port === undefined ? {} : { port }), why }
}

function hopOf({ at, pod, share, got, endings, trail }: HopExplanation): Readonly<Record<string, unknown>> {
  return { at, pod, share, got, endings, trail }
}
