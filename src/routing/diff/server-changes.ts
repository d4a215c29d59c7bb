import type { ServerChange } from '../../dataplane/mesh-diff.ts'
import type { Origin } from '../../dataplane/origin.ts'
import { workloadId } from '../../dataplane/pod.ts'
import { proxyOf } from '../../dataplane/proxy-of.ts'
import type { ServerSide } from '../../dataplane/server-side.ts'
import type { DiffSide } from './side.ts'

/** Compares the policies themselves: which requests they let pass is not searched. */
export function serverChanges(base: DiffSide, head: DiffSide): readonly ServerChange[] {
  const groups = new Map<string, { change: ServerChange; workloads: string[] }>()
  const seen = new Set<string>()
  const before = new Set(base.dataPlane.pods.map(workloadId))
  for (const pod of head.dataPlane.pods) {
    const id = workloadId(pod)
    if (seen.has(id) || !before.has(id)) continue
    seen.add(id)
    const kind = head.gateways.has(id) ? 'gateway' : 'sidecar'
    if (kind === 'sidecar' && !pod.sidecar) continue
    const change = compare(
      base.dataPlane.serverSideOf(proxyOf(pod, kind)),
      head.dataPlane.serverSideOf(proxyOf(pod, kind)),
    )
    if (change.what.length === 0) continue
    const key = JSON.stringify(change)
    const group = groups.get(key) ?? { change, workloads: [] }
    group.workloads.push(id)
    groups.set(key, group)
  }
  return [...groups.values()].map(({ change, workloads }) => ({ ...change, workloads }))
}

function compare(base: ServerSide, head: ServerSide): ServerChange {
  const parts: readonly (readonly [string, (side: ServerSide) => unknown])[] = [
    ['who may call', ({ httpFilters, networkFilters }) => [httpFilters, networkFilters]],
    ['mutual TLS and protocols of its ports', ({ inbound }) => inbound?.filterChains],
    ['identity', ({ identity }) => identity],
    ['path normalisation', ({ pathNormalisation }) => pathNormalisation],
    ['proxies trusted before it', ({ trustedProxies }) => trustedProxies],
    ['refused configuration', ({ rejected }) => rejected],
  ]
  const differing = parts.filter(([, part]) => meaning(part(base)) !== meaning(part(head)))
  return {
    workloads: [],
    what: differing.map(([what]) => what),
    baseOrigins: differing.length === 0 ? [] : onlyIn(base, head),
    headOrigins: differing.length === 0 ? [] : onlyIn(head, base),
  }
}

/** Names of policies say where they come from, not what they do. */
function meaning(value: unknown): string {
  return (
    JSON.stringify(value, (name, inner: unknown) => (name === 'origin' || name === 'name' ? undefined : inner)) ?? ''
  )
}

/** Rules of one side that the other has not. */
function onlyIn(own: ServerSide, other: ServerSide): readonly Origin[] {
  const known = new Set(rulesOf(other).map(meaning))
  return rulesOf(own).flatMap(rule => (known.has(meaning(rule)) ? [] : [rule.origin]))
}

function rulesOf({ httpFilters, inbound }: ServerSide): readonly { readonly origin: Origin }[] {
  const policies = httpFilters.flatMap((filter): readonly { readonly origin: Origin }[] =>
    filter.kind === 'jwt' ? filter.providers : filter.policies,
  )
  return [...policies, ...(inbound?.filterChains ?? [])]
}
