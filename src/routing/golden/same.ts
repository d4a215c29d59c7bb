import { canonicalText } from '../../config/canonical-text.ts'

/** Whether a recorded value and meshsim's say the same. */
export function sameFact(field: string, recorded: unknown, meshsim: unknown): boolean {
  if (recorded === undefined || meshsim === undefined) return recorded === meshsim
  if (field === 'flags') return sortedFlags(recorded) === sortedFlags(meshsim)
  if (field === 'endpoints' && Array.isArray(recorded) && Array.isArray(meshsim))
    return sameEndpoints(recorded, meshsim)
  if (field === 'clusters') return sameClusters(recorded, meshsim)
  if (field.endsWith('RequestLbConfig') || field.endsWith('RobinLbConfig')) return sameSlowStart(recorded, meshsim)
  if (ORDERLESS.has(field) && Array.isArray(recorded) && Array.isArray(meshsim)) {
    return canonicalText([...recorded].sort()) === canonicalText([...meshsim].sort())
  }
  return canonicalText(recorded) === canonicalText(meshsim)
}

/** Lists whose order a recording leaves open. */
const ORDERLESS = new Set(['missingClusters', 'responseHeadersRemoved', 'upstream.headersRemoved'])

function sortedFlags(flags: unknown): string {
  return String(flags).split(',').sort().join()
}

/** Recordings list endpoints by priority and name, not as istiod sent them; those of fuzz hold only names. */
function sameEndpoints(recorded: readonly unknown[], meshsim: readonly unknown[]): boolean {
  if (!recorded.every(entry => typeof entry === 'string')) {
    return canonicalText(sortedEndpoints(recorded)) === canonicalText(sortedEndpoints(meshsim))
  }
  const names = meshsim.map(entry => (entry as { readonly pod: string }).pod)
  return canonicalText([...recorded].sort()) === canonicalText(names.sort())
}

function sortedEndpoints(endpoints: readonly unknown[]): readonly unknown[] {
  const keyOf = (endpoint: unknown) => {
    const { priority, pod, ip, port } = endpoint as Record<string, unknown>
    return `${priority} ${pod} ${ip} ${port}`
  }
  return [...endpoints].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0))
}

function sameClusters(recorded: unknown, meshsim: unknown): boolean {
  const ours = meshsim as Record<string, Record<string, unknown>>
  const theirs = recorded as Record<string, Record<string, unknown>>
  const names = Object.keys(theirs)
  if (names.length !== Object.keys(ours).length) return false
  return names.every(name => {
    if (!ours[name]) return false
    const keys = new Set([...Object.keys(theirs[name]), ...Object.keys(ours[name])])
    return [...keys].every(key => sameFact(key, theirs[name][key], ours[name][key]))
  })
}

/** Envoy's message leaves out what is its default; aggression 1 and 10 % are. */
function sameSlowStart(recorded: unknown, meshsim: unknown): boolean {
  const { slowStartConfig: config } = recorded as {
    readonly slowStartConfig: {
      readonly slowStartWindow: string
      readonly aggression?: { readonly defaultValue: number }
      readonly minWeightPercent?: { readonly value: number }
    }
  }
  const { slowStart } = meshsim as {
    readonly slowStart: { readonly windowNs: number; readonly aggression: number; readonly minWeightPercent: number }
  }
  return (
    Number.parseFloat(config.slowStartWindow) * 1e9 === slowStart.windowNs &&
    (config.aggression?.defaultValue ?? 1) === slowStart.aggression &&
    (config.minWeightPercent?.value ?? 10) === slowStart.minWeightPercent
  )
}

export function shorten(value: unknown): string {
  const text = value === undefined ? '(absent)' : JSON.stringify(value)
  return text.length > 400 ? `${text.slice(0, 397)}...` : text
}
