import { MILLISECOND } from '../../../kernel/time.ts'
import {
  field,
  isPresent,
  itemsOf,
  type JsonField,
  numberOf,
  oneOf,
  onlyFields,
  phrase,
  textOf,
} from '../../json-field.ts'
import type { Member } from './stage.ts'

/** When requests leave. */
export type Offered =
  | { readonly kind: 'at'; readonly ms: readonly number[] }
  | { readonly kind: 'in turn'; readonly count: number; readonly gapMs: number }

export interface Update {
  readonly atMs: number
  readonly members: readonly Member[]
}

/** @param at the case */
export function offeredOf(at: JsonField): Offered {
  const offered = field(field(at, 'script'), 'offered')
  onlyFields(offered, ['count', 'sent_every_ms', 'note', 'after', 'pattern', 'gap_ms'])
  const count = numberOf(field(offered, 'count'))
  if (isPresent(field(offered, 'pattern'))) {
    oneOf(field(offered, 'pattern'), ['sequential'])
    return { kind: 'in turn', count, gapMs: numberOf(field(offered, 'gap_ms')) }
  }
  const sent = field(field(at, 'observed'), 'sent_at_ms')
  if (isPresent(sent)) return { kind: 'at', ms: itemsOf(sent).map(numberOf) }
  const together = /\bsent together\b/.test(textOf(field(at, 'question')))
  const spacing = numberOf(field(offered, 'sent_every_ms'))
  return { kind: 'at', ms: Array.from({ length: count }, (_, index) => (together ? 0 : index * spacing)) }
}

/** The offered ones come after a first one that its server holds. */
export function comesAfterHeld(at: JsonField): boolean {
  const after = field(field(field(at, 'script'), 'offered'), 'after')
  if (!isPresent(after)) return false
  phrase(after, /^the held request is in flight$/)
  return true
}

export function membersAtStart(config: JsonField): readonly Member[] {
  const listed = field(config, 'hosts_at_start')
  const hosts = field(config, 'hosts')
  if (isPresent(listed)) return membersOf(listed)
  if (Array.isArray(hosts.value)) return membersOf(hosts)
  return Array.from({ length: numberOf(hosts) }, (_, host) => ({ host, weight: 1, health: 'HEALTHY' }))
}

/** Changes of the endpoints, in order: whole lists, or a sentence about one host. */
export function updatesOf(script: JsonField, start: readonly Member[]): readonly Update[] {
  const listed = ['update', 'second_update'].map(name => field(script, name)).filter(isPresent)
  const change = field(script, 'eds_update')
  if (!isPresent(change)) return listed.map(updateOf)
  onlyFields(change, ['at_ms', 'change'])
  const [, host, health] = phrase(field(change, 'change'), /^h(\d+) becomes (UNHEALTHY|DRAINING|HEALTHY|DEGRADED)$/)
  const members = start.map(each =>
    each.host === Number(host) ? { ...each, health: health as Member['health'] } : each,
  )
  return [{ atMs: numberOf(field(change, 'at_ms')), members }]
}

function updateOf(at: JsonField): Update {
  onlyFields(at, ['at_ms', 'hosts'])
  return { atMs: numberOf(field(at, 'at_ms')), members: membersOf(field(at, 'hosts')) }
}

function membersOf(at: JsonField): readonly Member[] {
  return itemsOf(at).map(each => {
    onlyFields(each, ['host', 'weight', 'health_status'])
    const weight = field(each, 'weight')
    const health = field(each, 'health_status')
    return {
      host: hostNumber(field(each, 'host')),
      weight: isPresent(weight) ? numberOf(weight) : 1,
      health: isPresent(health) ? oneOf(health, ['HEALTHY', 'UNHEALTHY', 'DRAINING', 'DEGRADED']) : 'HEALTHY',
    }
  })
}

export function hostNumber(at: JsonField): number {
  return Number(phrase(at, /^h(\d+)$/)[1])
}

/** Requests that leave this long after an update may find either list (the tolerance says so). */
export function updateSlackMs(tolerance: JsonField): number {
  if (typeof tolerance.value !== 'object') return 0
  const slack = field(tolerance, 'update_reaches_the_worker_ms')
  const general = field(tolerance, 'ms')
  if (isPresent(slack)) return numberOf(slack)
  return isPresent(general) ? numberOf(general) : 0
}

/**
 * When an update may have reached the proxy, as far as requests can tell: before all that left at or after it, or right
 * after one of those within the slack.
 */
export function reachedAtMs({ atMs }: Update, slackMs: number, sentMs: readonly number[]): readonly number[] {
  const hair = 1 / MILLISECOND
  const later = sentMs.filter(ms => ms >= atMs && ms <= atMs + slackMs).map(ms => ms + hair)
  return [atMs - hair, ...later]
}
