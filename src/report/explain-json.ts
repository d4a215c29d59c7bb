import type { ExplainedCaller, Explanation, HopExplanation } from '../dataplane/explanation.ts'

/**
 * What `explain -o json` prints: `from`, `request` and `got` as in a line of the recordings, the trail beside them, and
 * under `gateways` the same for every gateway that the request comes to.
 */
export function explanationJson({ from, request, assumed, hops }: Explanation): string {
  const [first, ...gateways] = hops
  const value = { schema: 1, from: callerOf(from), request, ...hopOf(first), gateways: gateways.map(hopOf), assumed }
  return `${JSON.stringify(value, null, 2)}\n`
}

function callerOf({ kind, name, namespace, port, why }: ExplainedCaller): Readonly<Record<string, unknown>> {
  return { [kind]: name, namespace, ...(port === undefined ? {} : { port }), why }
}

function hopOf({ at, pod, share, got, endings, trail }: HopExplanation): Readonly<Record<string, unknown>> {
  return { at, pod, share, got, endings, trail }
}
