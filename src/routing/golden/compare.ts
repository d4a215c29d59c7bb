import type { EndpointStyle } from './endpoint-style.ts'
import type { Outcome } from './forward.ts'
import { observedProblems } from './observed.ts'
import type { Prediction } from './predict.ts'
import type { Facts, RecordedCall } from './recording.ts'
import { sameFact, shorten } from './same.ts'

/** One field in which a recording and meshsim differ. */
export interface Difference {
  readonly field: string
  readonly recorded: string
  readonly meshsim: string
}

/** Keys that depend on what was drawn for the request. */
const DRAWN = new Set([
  'status',
  'flags',
  'details',
  'cluster',
  'upstream',
  'location',
  'body',
  'responseHeadersAdded',
  'responseHeadersRemoved',
  'attempts',
  'mirrors',
  'error',
  'server',
  'tlsError',
])

/** Everything that disagrees in one call; empty = it agrees. */
export function compareCall(call: RecordedCall, prediction: Prediction, style: EndpointStyle): readonly Difference[] {
  const { got } = call
  const isDrawn = (key: string) => DRAWN.has(key) && prediction.outcomes.length > 0
  const exactKeys = [...new Set([...Object.keys(got), ...Object.keys(prediction.exact)])].filter(
    key => key !== 'observed' && !isDrawn(key),
  )
  const exact = exactKeys.flatMap(key => differenceOf(key, got[key], prediction.exact[key]))
  const drawn = prediction.outcomes.length > 0 ? closest(call, prediction.outcomes, style) : []
  return [...exact, ...drawn, ...observedProblems(call, prediction.outcomes, style)]
}

/** The recorded outcome must be one of those possible; else the nearest of them is shown. */
function closest(call: RecordedCall, outcomes: readonly Outcome[], style: EndpointStyle): readonly Difference[] {
  let best: readonly Difference[] | undefined
  for (const outcome of outcomes) {
    const differences = compareOutcome(call, outcome, style)
    if (best === undefined || differences.length < best.length) best = differences
    if (differences.length === 0) break
  }
  return best ?? []
}

function compareOutcome({ got, times }: RecordedCall, outcome: Outcome, style: EndpointStyle): readonly Difference[] {
  const keys = [...DRAWN].filter(key => key !== 'upstream' && (key in got || key in outcome.facts))
  const differences = keys
    .filter(key => key !== 'mirrors' || !isSampledMirror(got))
    .flatMap(key => differenceOf(key, got[key], outcome.facts[key]))
  return [...differences, ...upstreamDifferences(got.upstream, outcome, times !== undefined, style)]
}

function isSampledMirror(got: Facts): boolean {
  const policies = (got.mirrorPolicy ?? []) as readonly { readonly percent: number }[]
  return policies.some(({ percent }) => percent < 100)
}

interface RecordedUpstream {
  readonly pods?: readonly string[]
  readonly port?: number
}

function upstreamDifferences(
  recorded: unknown,
  outcome: Outcome,
  isRepeated: boolean,
  style: EndpointStyle,
): readonly Difference[] {
  const expected = outcome.facts.upstream
  if (recorded === undefined || expected === undefined) return differenceOf('upstream', recorded, expected)
  const { pods, port, ...rest } = recorded as RecordedUpstream & Facts
  const { pods: fixedPods, port: fixedPort, ...expectedRest } = expected as RecordedUpstream & Facts
  const keys = [...new Set([...Object.keys(rest), ...Object.keys(expectedRest)])]
  return [
    ...keys.flatMap(key => differenceOf(`upstream.${key}`, rest[key], expectedRest[key])),
    ...(fixedPort === undefined ? [] : differenceOf('upstream.port', port, fixedPort)),
    ...podDifferences(pods, port, fixedPods, outcome, isRepeated, style),
  ]
}

/** The pod that answered must be one that could; its port is that of the endpoint. */
function podDifferences(
  pods: readonly string[] | undefined,
  port: number | undefined,
  fixedPods: readonly string[] | undefined,
  outcome: Outcome,
  isRepeated: boolean,
  style: EndpointStyle,
): readonly Difference[] {
  if (outcome.hosts === undefined) return differenceOf('upstream.pods', pods, fixedPods)
  const possible = outcome.hosts.map(({ endpoint }) => ({
    name: style.nameOf(endpoint),
    port: endpoint.port,
  }))
  const names = [...new Set(possible.map(({ name }) => name))].sort()
  const isPossible = (pods ?? []).every(pod => names.includes(pod))
  if (!isPossible && !isRepeated) return differenceOf('upstream.pods', pods, names)
  const ports = possible
    .filter(({ name }) => isRepeated || pods === undefined || pods.includes(name))
    .map(host => host.port)
  return port === undefined || ports.includes(port) ? [] : differenceOf('upstream.port', port, ports)
}

function differenceOf(field: string, recorded: unknown, meshsim: unknown): readonly Difference[] {
  if (sameFact(field, recorded, meshsim)) return []
  return [{ field, recorded: shorten(recorded), meshsim: shorten(meshsim) }]
}
