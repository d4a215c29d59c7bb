import type { HopExplanation } from '../dataplane/explanation.ts'
import type { AttemptRecord } from '../measure/attempt-record.ts'
import { hopLines } from './explain.ts'
import { durationText, instantText } from './figure.ts'
import { flow } from './text/layout.ts'
import { type Style, styleOf, type TextOptions } from './text/style.ts'

/** A request of a finished run as a tree of calls, and why each went where it did. */
export interface RecordedTree {
  /** `users#12`. */
  readonly request: string
  readonly hops: readonly {
    readonly depth: number
    readonly attempts: readonly AttemptRecord[]
    readonly isCopy: boolean
    readonly explained?: HopExplanation
  }[]
  /** Why nothing is said about reasons; empty = it is. */
  readonly note: string
}

export function recordedText({ request, hops, note }: RecordedTree, options: TextOptions): string {
  const style = styleOf(options)
  const startNs = Math.min(...hops.flatMap(({ attempts }) => attempts.map(attempt => attempt.startNs)))
  const [root] = hops
  const last = root.attempts[root.attempts.length - 1]
  const title = `request ${request} ${style.dot} at ${instantText(startNs)} ${style.dot} ${endText(last)} after ${durationText(last.endNs - root.attempts[0].startNs)}`
  const reasons = hops.flatMap(({ explained }) => explained ?? [])
  const lines = [
    style.strong(style.plain(title)),
    ...hops.flatMap(hop => treeLines(hop, startNs, style)),
    ...(note === '' ? [] : ['', style.dim(style.plain(note))]),
    ...unique(reasons).flatMap(explained => ['', ...hopLines(explained, 0, style)]),
  ]
  return `${lines.join('\n')}\n`
}

type TreeHop = RecordedTree['hops'][number]

/** One line per try: who called what, who answered how, when, and the rule that sent it there. */
function treeLines({ depth, attempts, isCopy, explained }: TreeHop, startNs: number, style: Style): string[] {
  const indent = '  '.repeat(depth + 1)
  return attempts.flatMap((attempt, i) => {
    const tries = attempts.length > 1 ? ` try ${attempt.attempt}` : ''
    const answered = attempt.pod === '' ? 'nobody' : `${attempt.pod}${attempt.zone ? ` (${attempt.zone})` : ''}`
    const items = [
      `${attempt.proxy} ${style.arrow} ${attempt.to}${tries}${isCopy ? ' (a copy)' : ''}`,
      answered,
      endText(attempt),
      `+${durationText(attempt.startNs - startNs)}, took ${durationText(attempt.endNs - attempt.startNs)}`,
      ...(i === 0 && explained ? ruleOf(explained) : []),
    ]
    const isBad = attempt.outcome !== 'ok' && attempt.outcome !== 'degraded'
    const lines = flow(items.map(style.plain), '  ', style.width - indent.length, '    ').map(line => indent + line)
    return isBad ? lines.map(style.bad) : lines
  })
}

/** `200 ok`, `503 error UH`, `200 grpc 14 error UH`. */
function endText({ status, grpcStatus, outcome, flags }: AttemptRecord): string {
  return [status === 0 ? '' : String(status), grpcStatus === undefined ? '' : `grpc ${grpcStatus}`, outcome, flags]
    .filter(part => part !== '')
    .join(' ')
}

function ruleOf({ trail }: HopExplanation): string[] {
  const taken = trail.find(({ mark }) => mark === 'taken')
  if (!taken) return []
  const place = taken.origin?.place
  return [place && place.line > 0 ? `${taken.title} ${place.file}:${place.line}` : taken.title]
}

/** Tries and equal calls have one reason. */
function unique(reasons: readonly HopExplanation[]): readonly HopExplanation[] {
  return [...new Map(reasons.map(reason => [JSON.stringify(reason), reason])).values()]
}
