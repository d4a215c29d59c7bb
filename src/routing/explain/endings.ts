import type { Ending } from '../../dataplane/explanation.ts'
import type { Decision } from '../../proxy/route/decide.ts'
import type { Outcome } from '../golden/forward.ts'
import { isServersRefusal } from '../golden/grpc-answer.ts'
import type { Prediction } from '../golden/predict.ts'
import type { Facts } from '../golden/recording.ts'

const FLAGS: Readonly<Record<string, string>> = {
  NR: 'no route',
  NC: 'no such cluster',
  UH: 'no healthy endpoint',
  UC: 'the connection is closed without an answer',
  UF: 'no connection to the server',
  URX: 'after all retries',
  UAEX: 'an authorization service refuses',
  FI: 'fault injected',
  DPE: 'not HTTP as the proxy knows it',
}

/** What the client can get, most likely first; a request that reaches a server ends as the server answers. */
export function endingsOf({ decision, outcomes }: Prediction): readonly Ending[] {
  const certain = certainEnding(decision)
  if (certain) return [certain]
  const byText = new Map<string, Ending>()
  for (const outcome of outcomes) {
    const { text, isFailure } = endingOf(outcome)
    const { probability, httpStatus } = outcome
    const known = byText.get(text)?.probability ?? 0
    byText.set(text, { text, isFailure, probability: known + probability, ...(httpStatus && { httpStatus }) })
  }
  return [...byText.values()].sort((a, b) => b.probability - a.probability)
}

function certainEnding({ verdict }: Decision): Ending | undefined {
  if (verdict.kind === 'unreachable') return { probability: 1, text: verdict.error, isFailure: true }
  if (verdict.kind !== 'rejected') return undefined
  const text = `404 NR: Envoy refuses the route table as a whole (${verdict.reason}), so that nothing of it is active`
  return { probability: 1, text, isFailure: true }
}

function endingOf({ facts }: Outcome): Omit<Ending, 'probability'> {
  const { flags, location, error } = facts
  const named = String(flags)
    .split(',')
    .filter(flag => flag !== '-' && flag !== 'DI')
  const delay = String(flags).includes('DI') ? 'after the injected delay, ' : ''
  const words = named.map(flag => FLAGS[flag] ?? flag).join(', ')
  if (typeof error === 'string') {
    const text = named.length === 0 ? `${error} by the proxy's policies` : `${error} ${named.join()}: ${words}`
    return { text, isFailure: true }
  }
  const { said, isFailure, body } = answerOf(facts)
  if (isServersRefusal(facts)) {
    return { text: `${delay}${said} by the sidecar of the server${body === undefined ? '' : `: ${body}`}`, isFailure }
  }
  if ('upstream' in facts) return { text: `${delay}${answererOf(String(facts.cluster))}`, isFailure: false }
  if (typeof location === 'string') return { text: `${delay}${said} to ${location}`, isFailure }
  if (facts.details === 'cors_response')
    return { text: `${delay}200, a CORS preflight that the proxy answers`, isFailure: false }
  if (named.length > 0) return { text: `${delay}${said} ${named.join()}: ${words}`, isFailure: true }
  const withBody = body === undefined ? '' : ` with the body ${JSON.stringify(body)}`
  return { text: `${delay}${said} by the proxy itself${withBody}`, isFailure }
}

/** An answer of a proxy's own: `403`, to gRPC clients `200 grpc 7`, and its words. */
function answerOf({ status, body, responseHeadersAdded }: Facts): {
  readonly said: string
  readonly isFailure: boolean
  readonly body: string | undefined
} {
  const headers = responseHeadersAdded as Facts | undefined
  const grpcStatus = headers?.['grpc-status']
  const words = grpcStatus === undefined ? body : headers?.['grpc-message']
  return {
    said: grpcStatus === undefined ? String(status) : `${String(status)} grpc ${String(grpcStatus)}`,
    isFailure: grpcStatus === undefined ? Number(status) >= 400 : grpcStatus !== '0',
    body: typeof words === 'string' ? words : undefined,
  }
}

function answererOf(cluster: string): string {
  return cluster.includes('|')
    ? `the answer of an endpoint of ${cluster}`
    : 'the answer of whoever has the address dialled'
}
