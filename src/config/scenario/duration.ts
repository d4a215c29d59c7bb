import { HOUR, MICROSECOND, MILLISECOND, MINUTE, SECOND } from '../../kernel/time.ts'
import { mistake, type Parsed, parsed, quoted } from './parsed.ts'

/** Units from the longest; a compound duration names them in this order, each once: `1h2m`, `12m30s`. */
const UNITS: readonly (readonly [unit: string, ns: number])[] = [
  ['h', HOUR],
  ['m', MINUTE],
  ['s', SECOND],
  ['ms', MILLISECOND],
  ['us', MICROSECOND],
  ['ns', 1],
]

const ALLOWED = 'a duration is numbers with units h, m, s, ms, us or ns, longest first: 250ms, 90s, 12m30s'

/** What people write instead, and what they mean by it. */
const OTHER_UNITS: Readonly<Record<string, string>> = {
  µs: 'us',
  μs: 'us',
  hr: 'h',
  hour: 'h',
  hours: 'h',
  min: 'm',
  mins: 'm',
  minute: 'm',
  minutes: 'm',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  msec: 'ms',
  millis: 'ms',
  milliseconds: 'ms',
  usec: 'us',
  nsec: 'ns',
}

/** Unit to show for a bare number: seconds for the length of things, milliseconds for service and network times. */
export type LikelyUnit = 's' | 'ms'

/**
 * `14m`, `12m30s`, `1h2m`, `0.3ms`, `500us` -> integer nanoseconds. A bare number is a mistake, because tools disagree
 * on what it means (k6: ms, Argo: s). Upper-case `M` is a mistake too: it means months elsewhere (OpenSLO).
 */
export function parseDuration(text: string, likely: LikelyUnit): Parsed<number> {
  const compact = text.trim()
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(compact)) {
    return mistake(
      'MS3004',
      `${quoted(compact)} has no unit`,
      `write ${compact.replace(/^\+/, '')}${likely} if that is meant; ${ALLOWED}`,
    )
  }
  if (/^-\s*[\d.]/.test(compact)) return mistake('MS3007', `${quoted(compact)} is negative`, 'a duration is 0s or more')
  if (!/^(\d+(\.\d+)?[^\d.\s]+)+$/.test(compact))
    return mistake('MS3006', `${quoted(compact)} is not a duration`, ALLOWED)
  let sumNs = 0
  let last = -1
  for (const [, figure, unit] of compact.matchAll(/(\d+(?:\.\d+)?)([^\d.\s]+)/g)) {
    const rank = UNITS.findIndex(([name]) => name === unit)
    if (rank < 0) return unknownUnit(figure, unit)
    if (rank <= last) return mistake('MS3006', `${quoted(compact)} names ${unit} out of order`, ALLOWED)
    last = rank
    sumNs += Number(figure) * UNITS[rank][1]
  }
  const ns = Math.round(sumNs)
  if (!Number.isSafeInteger(ns))
    return mistake('MS3007', `${quoted(compact)} is too long`, 'time is exact up to 104 days (2501h)')
  return parsed(ns)
}

function unknownUnit(figure: string, unit: string): Parsed<number> {
  const meant = OTHER_UNITS[unit] ?? OTHER_UNITS[unit.toLowerCase()] ?? unit.toLowerCase()
  const known = UNITS.some(([name]) => name === meant)
  return mistake(
    'MS3005',
    `${quoted(unit)} is not a unit of time`,
    known ? `did you mean ${figure}${meant}? ${ALLOWED}` : ALLOWED,
  )
}

/** The shortest text that reads back to the same nanoseconds: `14m`, `12m30s`, `0.3ms` is `300us`. */
export function durationText(ns: number): string {
  if (ns === 0) return '0s'
  let text = ''
  let rest = ns
  for (const [unit, size] of UNITS) {
    const whole = Math.floor(rest / size)
    if (whole > 0) text += `${whole}${unit}`
    rest -= whole * size
  }
  return text
}
