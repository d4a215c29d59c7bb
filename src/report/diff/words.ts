import type { Change, DiffEntry, MeshDiff } from '../../dataplane/mesh-diff.ts'
import type { Origin } from '../../dataplane/origin.ts'

/** What both sides were called on the command line. */
export interface DiffNames {
  /** Files of each side as `explain -f` takes them; empty where they are only in git. */
  readonly base: readonly string[]
  readonly head: readonly string[]
}

const SHOWN = 3

/** `a, b, c and 4 more`. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN)
  const rest = names.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}

export function changeText({ what, base, head }: Change): string {
  const before = base ?? 'none'
  const after = head ?? 'none'
  if (what === 'answer' && before === 'forwarded') return `no longer forwarded: ${after}`
  if (what === 'answer' && after === 'forwarded') return `forwarded, before: ${before}`
  return what === 'answer' ? `${before} -> ${after}` : `${what}: ${before} -> ${after}`
}

export function originTexts(origins: readonly Origin[]): string {
  return listed(origins.map(originText)) || 'no line of the files'
}

function originText({ resource, place }: Origin): string {
  return place.file === '' ? resource : `${resource} ${place.file}:${place.line}`
}

export function whoText({ callers, hosts }: DiffEntry): string {
  const kinds = ['gateway', 'sidecar'].flatMap(kind => {
    const own = callers.flatMap(caller => (caller.startsWith(`${kind} `) ? caller.slice(kind.length + 1) : []))
    if (own.length === 0) return []
    return own.length === 1 ? `${kind} ${own[0]}` : `${own.length} ${kind}s (${listed(own)})`
  })
  return `${listed(hosts)} from ${kinds.join(' and ')}`
}

/** The verdict in one line. */
export function verdict({ entries, servers, resources }: MeshDiff): string {
  if (entries.length === 0 && servers.length === 0) {
    return resources.length === 0 ? 'the same resources: no request changes its fate' : 'no request changes its fate'
  }
  const parts = [
    ...(entries.length > 0 ? [counted(entries.length, 'difference')] : []),
    ...(servers.length > 0 ? [`${counted(servers.length, 'change')} of what servers let pass`] : []),
  ]
  const classes = entries.reduce((sum, entry) => sum + entry.classes, 0)
  return `${parts.join(' and ')}${classes > 0 ? `, in ${counted(classes, 'class', 'es')} of requests` : ''}`
}

function counted(count: number, noun: string, plural = 's'): string {
  return `${count} ${noun}${count === 1 ? '' : plural}`
}

/** Text that changed, with what it means where nothing else tells. */
export function resourceTexts({ entries, servers, resources }: MeshDiff): readonly string[] {
  const moves = new Set(
    [...entries, ...servers].flatMap(({ baseOrigins, headOrigins }) =>
      [...baseOrigins, ...headOrigins].map(({ resource }) => resource),
    ),
  )
  return resources.map(({ resource, what, place }) => {
    const where = place.file === '' ? '' : ` (${place.file}:${place.line})`
    const told = what === 'moved' ? 'moved among its kind' : what
    return `${resource} ${told}${where}${moves.has(resource) ? '' : ': moves no request by itself'}`
  })
}

export function assumedText(sentence: string): string {
  return sentence.includes('assumed:') ? sentence : `assumed: ${sentence}`
}
