import type { Change, DiffEntry, ExampleRequest } from '../../dataplane/mesh-diff.ts'
import type { Origin } from '../../dataplane/origin.ts'
import type { RoutingCall } from '../../proxy/route/decide.ts'
import type { FateClass } from './classes.ts'
import { authorityOf, type Target } from './targets.ts'

interface Draft {
  readonly changes: readonly Change[]
  readonly baseOrigins: Map<string, Origin>
  readonly headOrigins: Map<string, Origin>
  readonly callers: Set<string>
  readonly hosts: Set<string>
  classes: number
  example?: ExampleRequest
}

export function entriesOf(classes: readonly FateClass[]): readonly DiffEntry[] {
  const drafts = new Map<string, Draft>()
  for (const each of classes) for (const changes of parts(each.changes)) addTo(drafts, each, changes)
  return [...drafts.values()].map(({ baseOrigins, headOrigins, callers, hosts, ...rest }) => ({
    ...rest,
    baseOrigins: [...baseOrigins.values()],
    headOrigins: [...headOrigins.values()],
    callers: [...callers],
    hosts: [...hosts],
  }))
}

/** What rules say and what the policies of each destination say are told apart: the latter holds for many rules. */
function parts(changes: readonly Change[]): readonly (readonly Change[])[] {
  const ofRules = changes.filter(change => !isOfDestination(change))
  const groups = new Map<string, Change[]>()
  for (const change of changes.filter(isOfDestination)) {
    const destination = change.what.slice(0, change.what.lastIndexOf(': '))
    groups.set(destination, [...(groups.get(destination) ?? []), change])
  }
  return [...(ofRules.length > 0 ? [ofRules] : []), ...groups.values()]
}

function isOfDestination({ what }: Change): boolean {
  return what.includes(': ')
}

function addTo(
  drafts: Map<string, Draft>,
  { caller, targets, base, head, example }: FateClass,
  changes: readonly Change[],
) {
  const [first] = changes
  const isPolicy = isOfDestination(first)
  const baseOrigin = isPolicy ? first.baseOrigin : base.facts.origin
  const headOrigin = isPolicy ? first.headOrigin : head.facts.origin
  const words = changes.map(({ what, base, head }) => [what, base, head])
  const key = JSON.stringify([words, baseOrigin?.resource, headOrigin?.resource])
  const draft: Draft = drafts.get(key) ?? {
    changes,
    baseOrigins: new Map(),
    headOrigins: new Map(),
    callers: new Set(),
    hosts: new Set(),
    classes: 0,
  }
  drafts.set(key, draft)
  if (baseOrigin) draft.baseOrigins.set(placeKey(baseOrigin), baseOrigin)
  if (headOrigin) draft.headOrigins.set(placeKey(headOrigin), headOrigin)
  for (const workload of caller.workloads) draft.callers.add(`${caller.kind} ${workload}`)
  for (const target of withoutAliases(targets)) draft.hosts.add(authorityOf(target))
  draft.classes++
  draft.example ??= example && exampleRequest(example, caller.from)
}

/** The full name stands for the short ones, the trailing dot and the address of the same Service. */
function withoutAliases(targets: readonly Target[]): readonly Target[] {
  const names = targets.map(({ host }) => host)
  const kept = targets.filter(
    ({ host }) =>
      !host.endsWith('.') &&
      !/^[\d.]+$/.test(host) &&
      !names.some(name => name.startsWith(`${host}.`) && name !== `${host}.`),
  )
  return kept.length > 0 ? kept : targets
}

function placeKey({ resource, place }: Origin): string {
  return `${resource} ${place.file}:${place.line}:${place.column}`
}

function exampleRequest({ target, request, gateway, admit }: RoutingCall, from: string | undefined): ExampleRequest {
  const { method, authority, path, headers, claims } = request
  const scheme = target.tls ? 'https' : 'http'
  const dialled = authorityOf({ host: target.host, port: target.port, scheme })
  const isOther = authority !== dialled && authority !== `${target.host}:${target.port}`
  const host = isOther ? [['host', authority] as const] : []
  const lines = [...headers].flatMap(([name, values]) => values.map(value => [name, value] as const))
  return {
    from: from === undefined ? undefined : gateway ? `${from}:${target.port}` : from,
    method,
    url: `${scheme}://${isOther ? dialled : authority}${path}`,
    headers: [...host, ...lines],
    claims: admit && claims ? [...claims].map(([name, value]) => `${name} = ${JSON.stringify(value)}`) : [],
  }
}
