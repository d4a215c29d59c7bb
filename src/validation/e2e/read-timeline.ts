import { SECOND } from '../../kernel/time.ts'
import { entriesOf, field, isPresent, itemsOf, type JsonField, numberOf, oneOf, phrase, textOf } from '../json-field.ts'
import type { Operation, PodMode } from './recording.ts'

export const MODES: readonly PodMode[] = ['normal', 'fail503', 'down', 'blackhole']

/** What each operation and mode is said to mean; one that reads otherwise isn't simulated. */
const MEANINGS: Readonly<Record<string, RegExp>> = {
  rds: /^new reviews route weights.* to every productpage proxy; .*with `delay` each proxy gets t \+ uniform\(delay\)/,
  eds: /^the named endpoints are removed \(remove: \[\] = all are back\), to every proxy that has the cluster$/,
  slow: /^service times of the service are multiplied by factor \(drawn after the instant\)$/,
  'mode.fail503': /^answers 503 at once, no worker, no queue$/,
  'mode.down':
    /^listener closed, every open connection reset, work in progress dropped, own calls in progress dropped; new connections are refused$/,
  'mode.blackhole':
    /^accepts connections and requests and never answers them \(requests that were in progress before finish\)$/,
  'mode.normal': /^as at start \(requests swallowed by a black hole are never answered\)$/,
}

export function readTimeline(scenario: JsonField): readonly Operation[] {
  checkMeanings(field(scenario, 'timeline_meaning'), '')
  return itemsOf(field(scenario, 'timeline')).map(readOperation)
}

function checkMeanings(at: JsonField, prefix: string): void {
  for (const [name, meaning] of entriesOf(at)) {
    if (prefix === '' && name === 'mode') checkMeanings(meaning, 'mode.')
    else phrase(meaning, MEANINGS[`${prefix}${name}`] ?? /(?!)/)
  }
}

function readOperation(entry: JsonField): Operation {
  const atNs = Math.round(numberOf(field(entry, 't')) * SECOND)
  switch (oneOf(field(entry, 'do'), ['rds', 'eds', 'mode', 'slow'])) {
    case 'rds':
      return { kind: 'rds', atNs, split: splitOf(field(entry, 'split')), delayNs: delayOf(entry) }
    case 'eds':
      return { kind: 'eds', atNs, removed: itemsOf(field(entry, 'remove')).map(textOf), delayNs: delayOf(entry) }
    case 'mode': {
      const pods = itemsOf(field(entry, 'pods')).map(textOf)
      return { kind: 'mode', atNs, pods, mode: oneOf(field(entry, 'mode'), MODES) }
    }
    case 'slow':
      return { kind: 'slow', atNs, service: textOf(field(entry, 'svc')), factor: numberOf(field(entry, 'factor')) }
  }
}

export function splitOf(at: JsonField): ReadonlyMap<string, number> {
  return new Map(entriesOf(at).map(([service, weight]) => [service, numberOf(weight)]))
}

function delayOf(entry: JsonField): readonly [number, number] {
  const delay = field(entry, 'delay')
  if (!isPresent(delay)) return [0, 0]
  const [from, to] = itemsOf(delay).map(each => Math.round(numberOf(each) * SECOND))
  return [from, to]
}
