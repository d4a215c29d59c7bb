/** Stands for the mesh's own trust domain, whatever that is called. */
const OWN = 'cluster.local'

/** `td/ns/<namespace>/sa/<account>` has so many parts; other principals name no trust domain. */
const PARTS = 5

/**
 * Principals that a principal of a policy stands for: one of the mesh's own trust domain is good under each of its
 * aliases (pilot/pkg/security/trustdomain/bundle.go:ReplaceTrustDomainAliases).
 */
export function replaceTrustDomains(principal: string, trustDomains: readonly string[]): readonly string[] {
  const [domain, ...rest] = principal.split('/')
  if (rest.length !== PARTS - 1 || domain === '*') return [principal]
  if (domain !== OWN && !trustDomains.some(known => overlaps(domain, known))) return [principal]
  const replaced = trustDomains.map(known => (isSuffixOf(domain, known) ? principal : [known, ...rest].join('/')))
  return [...new Set(replaced)]
}

function overlaps(a: string, b: string): boolean {
  return a === b || isPrefixOf(a, b) || isPrefixOf(b, a) || isSuffixOf(a, b) || isSuffixOf(b, a)
}

/** `pattern` is `x*` and `text` starts with x. */
function isPrefixOf(pattern: string, text: string): boolean {
  return pattern.endsWith('*') && text.startsWith(pattern.slice(0, -1))
}

/** `pattern` is `*x` and `text` ends with x. */
function isSuffixOf(pattern: string, text: string): boolean {
  return pattern.startsWith('*') && text.endsWith(pattern.slice(1))
}
