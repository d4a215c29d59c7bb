import type { Check, Finding } from './source.ts'

/** Files of src/proxy that decide nothing in Envoy's place, and why. */
const WITHOUT_POLICY: Readonly<Record<string, string>> = {
  'src/proxy/authorize/facts.ts': 'what is known of a connection',
  'src/proxy/authorize/jwt/base64.ts': 'an encoding',
  'src/proxy/authorize/jwt/providers.ts': 'a list',
  'src/proxy/authorize/jwt/signature-table.ts': 'a table that signatures.ts fills',
  'src/proxy/balance/balancer.ts': 'the interface of balancers',
  'src/proxy/balance/mersenne-twister.ts': 'a generator of the C++ standard',
  'src/proxy/outlier/outlier-event.ts': 'what detectors tell',
  'src/proxy/outlier/settings.ts': 'settings',
  'src/proxy/pool/connections.ts': 'what pools and connections are made of',
  'src/proxy/pool/rows.ts': 'a table',
  'src/proxy/pool/settings.ts': 'settings',
  'src/proxy/pool/waiting.ts': 'a queue',
}

const DOC_COMMENT = /\/\*\*(?:(?!\*\/)[\s\S])*\*\//g
const DIFFERENCES = /Known differences from Envoy: [^\s*]/
/** A file of Envoy, Istio or Kubernetes, or a class of Envoy. */
const SOURCE = /\b[\w/-]+\.(?:cc|h|go)\b|\b(?:[A-Z]\w+::)+\w+|(?<!from )\bEnvoy:? [A-Z]\w*[a-z]\w*/

/** Each policy names where it comes from and what it leaves out, so that a reader need not guess. */
export const policySources: Check = ({ path, text }) => {
  if (!path.startsWith('src/proxy/') || path in WITHOUT_POLICY) return []
  const comments = (text.match(DOC_COMMENT) ?? []).map(comment => comment.replace(/\n \* ?/g, ' '))
  const told = comments.filter(comment => DIFFERENCES.test(comment))
  if (told.some(comment => SOURCE.test(comment))) return []
  const message =
    told.length > 0
      ? 'the comment with the known differences names no source: a class of Envoy, or a file of Envoy or Istio'
      : 'a doc comment says `Known differences from Envoy: ...` (or none), with the source; data has a place in tidy/sources.ts'
  return [{ path, line: 1, message }]
}

/** Exceptions must not outlive their files. This rule needs the whole list of paths. */
export function staleExceptions(paths: readonly string[]): Finding[] {
  const known = new Set(paths)
  return Object.keys(WITHOUT_POLICY)
    .filter(path => !known.has(path))
    .map(path => ({ path: 'test/tidy/sources.ts', line: 1, message: `${path} does not exist: take it off the list` }))
}
