import type { Prediction } from './predict.ts'
import type { Facts, RecordedCall } from './recording.ts'

/** A call and what meshsim says of it. */
export interface PredictedCall {
  readonly call: RecordedCall
  readonly prediction: Prediction
}

/**
 * The recorder found a connection without a request only by its two ends, and of several took the last: so `sni` is that of
 * the last call of the case between them.
 */
export function withLastNames(calls: readonly PredictedCall[]): readonly PredictedCall[] {
  const last = new Map<string, unknown>()
  for (const { call, prediction } of calls) {
    for (const { facts } of prediction.outcomes) {
      const server = namelessServer(facts)
      if (server) last.set(endsOf(call, server), server.sni)
    }
  }
  return calls.map(({ call, prediction }) => ({
    call,
    prediction: { ...prediction, outcomes: prediction.outcomes.map(outcome => renamed(outcome, call, last)) },
  }))
}

function renamed<T extends { readonly facts: Facts }>(outcome: T, call: RecordedCall, last: Map<string, unknown>): T {
  const server = namelessServer(outcome.facts)
  if (!server) return outcome
  return { ...outcome, facts: { ...outcome.facts, server: { ...server, sni: last.get(endsOf(call, server)) } } }
}

/** `server` of a connection that named a server and came to nothing. */
function namelessServer({ server }: Facts): Facts | undefined {
  const facts = server as Facts | undefined
  return facts?.sni !== undefined && facts.status === undefined && facts.tls !== 'mutual' ? facts : undefined
}

function endsOf({ from }: RecordedCall, server: Facts): string {
  return [from.namespace, from.workload ?? from.gateway, server.pod, server.port].join(' ')
}
