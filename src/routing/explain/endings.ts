import type { Ending } from '../../dataplane/explanation.ts'
import type { Decision } from '../../proxy/route/decide.ts'
import type { Outcome } from '../golden/forward.ts'
import type { Prediction } from '../golden/predict.ts'

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
    const known = byText.get(text)?.probability ?? 0
    byText.set(text, { text, isFailure, probability: known + outcome.probability })
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
  const { status, flags, location, error } = facts
  const named = String(flags)
    .split(',')
    .filter(flag => flag !== '-' && flag !== 'DI')
  const delay = String(flags).includes('DI') ? 'after the injected delay, ' : ''
  const words = named.map(flag => FLAGS[flag] ?? flag).join(', ')
  if (typeof error === 'string') {
    const text = named.length === 0 ? `${error} by the proxy's policies` : `${error} ${named.join()}: ${words}`
    return { text, isFailure: true }
  }
  if (facts.details === 'via_upstream' && 'server' in facts && !('upstream' in facts)) {
    const body = typeof facts.body === 'string' ? `: ${facts.body}` : ''
    return { text: `${delay}${String(status)} by the sidecar of the server${body}`, isFailure: Number(status) >= 400 }
  }
  if ('upstream' in facts) return { text: `${delay}${answererOf(String(facts.cluster))}`, isFailure: false }
  if (typeof location === 'string') return { text: `${delay}${String(status)} to ${location}`, isFailure: false }
  if (facts.details === 'cors_response')
    return { text: `${delay}200, a CORS preflight that the proxy answers`, isFailure: false }
  if (named.length > 0) return { text: `${delay}${String(status)} ${named.join()}: ${words}`, isFailure: true }
  const body = typeof facts.body === 'string' ? ` with the body ${JSON.stringify(facts.body)}` : ''
  return { text: `${delay}${String(status)} by the proxy itself${body}`, isFailure: Number(status) >= 400 }
}

function answererOf(cluster: string): string {
  return cluster.includes('|')
    ? `the answer of an endpoint of ${cluster}`
    : 'the answer of whoever has the address dialled'
}
